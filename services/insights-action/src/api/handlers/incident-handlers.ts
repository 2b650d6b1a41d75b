import { type AnomalyMessage, formatTimestamp, parseTimestamp, type Runbook } from '@aiops/contracts';
import type { Metrics, OutMessage } from '@aiops/runtime';
import { onsetOf } from '../../anomaly-facts.ts';
import { distinctAnomalies } from '../../distinct-anomalies.ts';
import type { ReportLinks } from '../../report/links-section.ts';
import { isClosed, renderReport } from '../../report/report.ts';
import { matchRunbooks } from '../../runbooks/match-runbooks.ts';
import type { HandlersOf } from '../handler.ts';
import type { incidentOperations } from '../operations/incident-operations.ts';
import { pageOf } from '../page.ts';
import { Problem } from '../problem.ts';
import type { IncidentMirror } from '../views/incident-mirror.ts';
import { actionKey, type RecentActions } from '../views/recent-actions.ts';
import { anomalyKey, type RecentAnomalies } from '../views/recent-anomalies.ts';
import { feedbackMessage } from './feedback-message.ts';
import { isAskedAnomaly, isAskedIncident } from './filters.ts';

export interface IncidentHandlerOptions {
  readonly incidents: IncidentMirror;
  readonly anomalies: RecentAnomalies;
  readonly actions: RecentActions;
  readonly runbooks: () => readonly Runbook[];
  readonly links: ReportLinks;
  readonly publish: (messages: readonly OutMessage[]) => Promise<void>;
  readonly metrics: Pick<Metrics, 'feedback'>;
  readonly now: () => number;
}

/** Answers what is asked of incidents, anomalies and actions. */
export function incidentHandlers(options: IncidentHandlerOptions): HandlersOf<typeof incidentOperations> {
  const { incidents, anomalies, actions, runbooks, links } = options;
  const existing = async (id: string) => {
    const stored = await incidents.read(id);
    const summary = incidents.get(id);
    if (stored !== undefined && summary !== undefined) return { stored, summary };
    throw new Problem(
      404,
      'not_found',
      'There is no such incident, or it was so long ago that it is not kept.',
    );
  };
  return {
    listIncidents({ query }) {
      const asked = incidents.list().filter((incident) => isAskedIncident(incident, query));
      return pageOf(asked, ({ listed_at: at, id }) => ({ at, id }), query);
    },
    async getIncident({ params: { id } }) {
      const { summary, stored } = await existing(id);
      return { incident: summary, result: stored.result, recorded_at: formatTimestamp(stored.recordedAt) };
    },
    async getReport({ params: { id } }) {
      const { result } = (await existing(id)).stored;
      return `${renderReport(result, isClosed(result) ? [] : matchRunbooks(runbooks(), result), links)}\n`;
    },
    async giveFeedback({ params: { id }, body, caller }) {
      const { summary } = await existing(id);
      const message = feedbackMessage(summary, body, caller, options.now());
      if (!actions.has(message.id)) {
        await options.publish([message]);
        options.metrics.feedback.inc({ verdict: body.verdict });
      }
      return { action_id: message.id };
    },
    async listAnomalies({ query }) {
      const { incident } = query;
      const all =
        incident === undefined
          ? anomalies.list()
          : distinctAnomalies((await existing(incident)).stored.result).map((anomaly) =>
              withSamples(anomaly, anomalies),
            );
      const asked = all.filter((anomaly) => isAskedAnomaly(anomaly, query));
      return pageOf(asked, (item) => ({ at: formatTimestamp(onsetOf(item)), id: anomalyKey(item) }), query);
    },
    listActions({ query }) {
      const asked = actions
        .list()
        .filter(
          ({ incident_id: incident, action }) =>
            (query.incident === undefined || incident === query.incident) &&
            (query.action === undefined || action === query.action),
        );
      const at = (stamp: string | number) => formatTimestamp(parseTimestamp(stamp) ?? 0);
      return pageOf(asked, (action) => ({ at: at(action.timestamp), id: actionKey(action) }), query);
    },
  };
}

/** An anomaly as the incident has it, with the samples that results leave out where the topic still tells them. */
function withSamples(anomaly: AnomalyMessage, anomalies: Pick<RecentAnomalies, 'get'>): AnomalyMessage {
  const samples = anomaly.samples ?? anomalies.get(anomalyKey(anomaly))?.samples;
  return samples === undefined ? anomaly : { ...anomaly, samples };
}
