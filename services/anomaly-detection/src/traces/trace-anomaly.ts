import { type AnomalyMessage, anomalyId, formatTimestamp } from '@aiops/contracts';
import { type EvidenceUrls, queryEvidence } from '../evidence.ts';
import type { EntityRef } from '../subject.ts';
import { formatSpan } from '../wording.ts';
import type { SpanSignal } from './span-signals.ts';
import { traceQuery } from './trace-query.ts';

/** Spans of a service arrive on every partition, so nobody can count them; the sign as such scores this. */
const SCORE = 2;

/**
 * The anomaly of a service, a signal and a window. It is a function of exactly these, because whichever partition meets
 * such a span first publishes it, and all of them must publish the same bytes. It begins and ends with its window.
 */
export function traceAnomaly(
  entity: EntityRef,
  signal: SpanSignal,
  start: number,
  options: { readonly windowMs: number; readonly slowMs: number },
  urls: EvidenceUrls | undefined,
): AnomalyMessage {
  const end = start + options.windowMs;
  const isError = signal === 'trace_errors';
  const what = isError ? 'failed' : `took longer than ${formatSpan(options.slowMs)}`;
  const condition = isError ? 'status = error' : `duration > ${options.slowMs}ms`;
  const query = traceQuery(entity.name, condition);
  const title = `${isError ? 'Failed' : 'Slow'} spans of ${entity.name}`;
  return {
    anomaly_id: anomalyId(`${entity.id}|${signal}{}`, signal, start),
    revision: 1,
    status: 'firing',
    timestamp: formatTimestamp(start),
    started_at: formatTimestamp(start),
    ended_at: formatTimestamp(end),
    anomaly_type: 'trace',
    detector: signal,
    metric_name: signal,
    labels: {},
    entity_id: entity.id,
    entity_type: entity.type,
    entity_name: entity.name,
    score: SCORE,
    severity: 'medium',
    reason: isError ? 'failed spans' : 'slow spans',
    summary: `Calls of ${entity.name} ${what} within ${formatSpan(options.windowMs)} from ${formatTimestamp(start)}, where ${signal} expects none to ${isError ? 'fail' : 'take so long'}`,
    contributions: [{ detector: signal, score: SCORE, detail: `a span of ${entity.name} ${what}` }],
    evidence: [queryEvidence(urls, 'trace', title, query, { from: start, to: end })],
  };
}
