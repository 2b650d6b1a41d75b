import { type AnomalyMessage, formatTimestamp, parseTimestamp } from '@aiops/contracts';
import { z } from 'zod';
import { deviceOf, isSimulated } from '../../anomaly-facts.ts';
import { distinctAnomalies } from '../../distinct-anomalies.ts';
import { startOf } from '../../incident-span.ts';
import { isClosed } from '../../report/report.ts';
import type { Delivery } from '../../sinks/incident-sink.ts';
import { worstAnomaly } from '../../worst-anomaly.ts';

const NAME_LENGTH = 200;
const TEXT_LENGTH = 600;
const MOST_ENTITIES = 100;

/** What a list shows of an incident. */
export const incidentSummarySchema = z.strictObject({
  id: z.string(),
  revision: z.number().int(),
  status: z.string().describe('open, updated, reopened, resolved or merged'),
  state: z.enum(['open', 'closed']),
  severity: z.enum(['low', 'medium', 'high', 'critical']).describe('of its worst anomaly'),
  cause: z.string().nullable().describe('name of what is thought to be the cause'),
  confidence: z.number(),
  conclusive: z.boolean(),
  summary: z.string(),
  domain: z.string().nullable(),
  entities: z.array(z.string()).describe(`names of what is anomalous, at most ${MOST_ENTITIES}`),
  anomalies: z.number().int().describe('how many there are'),
  runbooks: z.array(z.string()).describe('names of the suggested ones'),
  simulated: z.boolean(),
  merged_into: z.string().nullable(),
  started_at: z.string(),
  ended_at: z.string().nullable(),
  updated_at: z.string().describe('event time of this revision'),
  listed_at: z.string().describe('start as it was first known: it orders lists and never changes'),
});
export type IncidentSummary = z.infer<typeof incidentSummarySchema>;

/** The summary of a revision. `listedAt` is that of an earlier revision, if there was one. */
export function summarize(
  { incident, revision, result, runbooks }: Delivery,
  listedAt?: string,
): IncidentSummary {
  const anomalies = distinctAnomalies(result);
  const { root_cause: cause } = result;
  const started = formatTimestamp(startOf(result));
  return {
    id: incident,
    revision,
    status: result.status ?? 'open',
    state: isClosed(result) ? 'closed' : 'open',
    severity: worstAnomaly(result.trigger_anomaly, anomalies).severity,
    cause: cause.root_cause_device === null ? null : cut(cause.root_cause_device, NAME_LENGTH),
    confidence: cause.confidence,
    conclusive: result.conclusive ?? true,
    summary: cut(result.rca_summary, TEXT_LENGTH),
    domain: result.domain === undefined ? null : cut(result.domain, NAME_LENGTH),
    entities: entitiesOf(anomalies),
    anomalies: anomalies.length,
    runbooks: runbooks.map((name) => cut(name, NAME_LENGTH)),
    simulated: result.domain === 'demo' || anomalies.some(isSimulated),
    merged_into: result.merged_into === undefined ? null : cut(result.merged_into, NAME_LENGTH),
    started_at: started,
    ended_at: stampOf(result.ended_at),
    updated_at: stampOf(result.timestamp) ?? started,
    listed_at: listedAt ?? started,
  };
}

function entitiesOf(anomalies: readonly AnomalyMessage[]): string[] {
  const names = anomalies.flatMap((anomaly) => deviceOf(anomaly) ?? []);
  return [...new Set(names)].slice(0, MOST_ENTITIES).map((name) => cut(name, NAME_LENGTH));
}

function stampOf(stamp: string | number | undefined): string | null {
  const at = stamp === undefined ? undefined : parseTimestamp(stamp);
  return at === undefined ? null : formatTimestamp(at);
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
