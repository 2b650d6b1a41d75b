import type { RcaResult } from '@aiops/contracts';
import { revisionOf } from '../../pending-deliveries.ts';
import type { IncidentSink } from '../../sinks/incident-sink.ts';
import { reviseRecord } from '../../sinks/revise-record.ts';
import { type IncidentRecords, LAST_CHANGE } from './incident-records.ts';
import { type IncidentSummary, summarize } from './incident-summary.ts';

/** An incident as it is kept for people. */
export interface StoredIncident {
  readonly result: RcaResult;
  readonly runbooks: readonly string[];
  /** When the broker took the result, epoch ms. */
  readonly recordedAt: number;
}

/**
 * Keeps the newest revision of each incident where every instance can read it. The result is written before its summary:
 * what a list shows is there.
 */
export function createIncidentView(
  { results, summaries, changes }: IncidentRecords,
  now: () => number,
): IncidentSink {
  let written = 0;
  return {
    name: 'view',
    livesInRecords: true,
    async deliver(delivery) {
      const { incident, revision, result, runbooks, recordedAt } = delivery;
      const known = await summaries.get(incident);
      const before = known === undefined ? undefined : (JSON.parse(known) as IncidentSummary);
      if (before !== undefined && before.revision > revision) return;
      if (before?.revision !== revision) {
        const stored: StoredIncident = { result, runbooks, recordedAt };
        await reviseRecord(results, incident, (text) =>
          revisionIn(text) > revision ? undefined : JSON.stringify(stored),
        );
        await reviseRecord(summaries, incident, (text) => {
          const last = text === undefined ? undefined : (JSON.parse(text) as IncidentSummary);
          if (last !== undefined && last.revision > revision) return undefined;
          return JSON.stringify(summarize(delivery, last?.listed_at));
        });
      }
      // Also when it comes again: it may have been interrupted here.
      written += 1;
      await changes.put(LAST_CHANGE, `${now()} ${written} ${incident} ${revision}`);
    },
  };
}

function revisionIn(text: string | undefined): number {
  return text === undefined ? 0 : revisionOf((JSON.parse(text) as StoredIncident).result);
}
