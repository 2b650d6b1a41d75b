import type { Config } from '@aiops/config';
import { parseTimestamp, type RcaResult, type Runbook, topics } from '@aiops/contracts';
import type { Counter, Emit, Message, StreamService, StreamTask } from '@aiops/runtime';
import { createIncidentMemory, type IncidentMemory } from './incident-memory.ts';
import {
  createPendingDeliveries,
  type Deliveries,
  type PendingDeliveries,
  revisionOf,
} from './pending-deliveries.ts';
import { isClosed, renderReport } from './report/report.ts';
import { reportLinks } from './report/report-links.ts';
import { matchRunbooks } from './runbooks/match-runbooks.ts';
import { incidentOf, suggestion } from './suggestion.ts';

export interface InsightsCounters {
  /** Runbooks suggested. */
  readonly suggestions: Counter;
  /** Revisions that had been seen before, and were left out. */
  readonly duplicates: Counter;
  /** Incidents that were given up because too many waited for a place outside that does not answer. */
  readonly undelivered: Counter;
}

export interface InsightsActionOptions {
  readonly config: Config['insights_action'];
  /** The runbooks as they are now; asked for each revision, so that they may be read again. */
  readonly runbooks: () => readonly Runbook[];
  /** Takes the report of each new revision. */
  readonly onReport: (report: string, result: RcaResult) => void;
  /** Where each new revision goes; nowhere unless given. */
  readonly deliveries?: Deliveries;
  readonly counters?: Partial<InsightsCounters>;
  /** Most incidents remembered by each task. */
  readonly incidentLimit?: number;
}

const INCIDENT_LIMIT = 20_000;
const NOWHERE: Deliveries = { offer: () => {}, offerAgain: () => {}, settled: () => true };

/**
 * Turns each new revision of an incident into a report, suggests each matching runbook once per incident, and hands the revision to
 * the places outside.
 */
export function createInsightsAction(options: InsightsActionOptions): StreamService {
  return {
    name: 'insights-action',
    consumes: [topics.rcaResults],
    // What waits for a place outside goes on although no result comes.
    resumesAtOnce: true,
    task: (state) =>
      createTask(
        createIncidentMemory(state, options.incidentLimit ?? INCIDENT_LIMIT),
        createPendingDeliveries(state, options.deliveries ?? NOWHERE, options.counters?.undelivered),
        options,
      ),
  };
}

function createTask(
  memory: IncidentMemory,
  pending: PendingDeliveries,
  options: InsightsActionOptions,
): StreamTask {
  const { config, counters } = options;
  return {
    onMessage(message: Message, emit: Emit) {
      if (message.topic !== topics.rcaResults) return;
      const result = message.value;
      const incident = incidentOf(result);
      const revision = revisionOf(result);
      const known = memory.get(incident);
      if (known !== undefined && revision <= known.revision) {
        counters?.duplicates?.inc();
        return;
      }
      const suggested = known?.suggested ?? [];
      const matches =
        config.runbooks.enabled && !isClosed(result) ? matchRunbooks(options.runbooks(), result) : [];
      const fresh = matches.filter(({ runbook }) => !suggested.includes(runbook.name));
      for (const match of fresh) {
        emit(suggestion(result, match));
        counters?.suggestions?.inc();
      }
      const names = [...suggested, ...fresh.map(({ runbook }) => runbook.name)];
      memory.put(incident, { revision, at: parseTimestamp(result.timestamp) ?? 0, suggested: names });
      options.onReport(renderReport(result, matches, reportLinks(config)), result);
      pending.add({
        result,
        runbooks: matches.map(({ runbook }) => runbook.name),
        recordedAt: message.recordedAt,
      });
    },
    onTick: () => pending.settle(),
    onStop: () => pending.stop(),
  };
}
