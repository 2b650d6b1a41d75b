import {
  contentId,
  type EntityResolver,
  type EventMessage,
  formatTimestamp,
  seriesKey,
} from '@aiops/contracts';
import { type EvidenceUrls, queryEvidence } from '../evidence.ts';
import { type Finding, type OpenAnomaly, resolved } from '../lifecycle.ts';
import type { EntityRef, Subject } from '../subject.ts';
import { clip, formatSpan } from '../wording.ts';
import { type CallEdge, missedCalls } from './call-edge.ts';
import { traceQuery } from './trace-query.ts';

/** Metric name of the anomaly of a service that does not call a peer any more. */
export const VANISHED_CALLS = 'vanished_calls';
const DETECTOR = 'call_edges';
/** Silence is a matter of yes or no: it scores what the threshold of an anomaly is by default. */
const SCORE = 2;
/** So many missing calls are more than a trifle. */
const MANY = 20;
/** Names in sentences are no longer than this; labels and details have them in full. */
const SHOWN = 80;

/** An edge that was seen for the first time at `at`, although its caller has been known for long. */
export function edgeObserved(
  caller: EntityRef,
  peer: string,
  at: number,
  resolver: EntityResolver,
): EventMessage & { event_id: string } {
  const callee = [{ service_name: peer }, { host: peer }]
    .map((labels) => resolver.resolve(labels))
    .find(({ known }) => known);
  return {
    event_id: contentId('edge_observed', caller.id, peer, at),
    timestamp: formatTimestamp(at),
    event_type: 'edge_observed',
    source: 'anomaly-detection',
    severity: 'low',
    summary: `${clip(caller.name, SHOWN)} calls ${clip(peer, SHOWN)}, which it has not been seen to call before`,
    details: {
      caller: caller.name,
      callee: peer,
      ...(callee === undefined ? {} : { callee_id: callee.id }),
      first_seen: formatTimestamp(at),
    },
    entity_id: caller.id,
    entity_type: caller.type,
    entity_name: caller.name,
  };
}

/** What the anomaly of an edge is about. */
export function edgeSubject(caller: EntityRef, domain: string, peer: string): Subject {
  const labels = { peer };
  const series = seriesKey(caller.id, VANISHED_CALLS, labels);
  return { series, entity: caller, domain, metric: VANISHED_CALLS, labels };
}

/** What is wrong with an edge that was regular and is silent. It began with the first window without a call. */
export function edgeVanished(
  caller: EntityRef,
  edge: CallEdge,
  at: number,
  urls: EvidenceUrls | undefined,
): Finding {
  const { peer, last } = edge;
  const [who, whom] = [clip(caller.name, SHOWN), clip(peer, SHOWN)];
  const missed = Math.round(missedCalls(edge));
  const usual = `by its requests in that time and the calls of the day before, call_edges expected ${missed}`;
  const name = JSON.stringify(peer);
  const query = traceQuery(caller.name, `(span.peer.service = ${name} || span.server.address = ${name})`);
  return {
    type: 'trace',
    name: VANISHED_CALLS,
    detector: DETECTOR,
    startedAt: last,
    score: SCORE,
    value: 0,
    severity: missed >= MANY ? 'medium' : 'low',
    reason: 'calls stopped',
    summary: `${who} has not called ${whom} for ${formatSpan(at - last)}; ${usual}`,
    contributions: [
      {
        detector: DETECTOR,
        score: SCORE,
        detail: `no call to ${whom} for ${formatSpan(at - last)}; ${usual}`,
      },
    ],
    evidence: [queryEvidence(urls, 'trace', `Calls of ${who} to ${whom}`, query, { from: last, to: at })],
  };
}

/** The end of such an anomaly: the calls came back, from `endedAt` on, or nobody waits for them any more. */
export function edgeSettled(
  open: OpenAnomaly,
  caller: EntityRef,
  edge: CallEdge,
  how: 'returned' | 'forgotten',
  endedAt: number,
  at: number,
): OpenAnomaly {
  const [who, whom] = [clip(caller.name, SHOWN), clip(edge.peer, SHOWN)];
  const lasting = formatSpan(endedAt - Date.parse(String(open.started_at)));
  const summary =
    how === 'returned'
      ? `${who} calls ${whom} again after ${lasting}`
      : `${who} has not called ${whom} for ${lasting}, which has become normal`;
  return resolved(open, endedAt, at, summary);
}
