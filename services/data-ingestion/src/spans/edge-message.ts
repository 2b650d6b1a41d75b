import {
  contentId,
  type EntityResolver,
  type EventMessage,
  formatTimestamp,
  SPAN_WINDOW_MS,
  topics,
} from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { entityFields } from '../messages/entity-labels.ts';
import type { CallSample } from './window-figures.ts';

/** The event that tells how the calls of a service to a peer went in a minute. */
export function edgeMessage(
  { service, site, peer, at, summary }: CallSample,
  resolver: EntityResolver,
): OutMessage {
  const caller = resolver.resolve({ service_name: service, ...(site === undefined ? {} : { site }) });
  const { rate, errorRate, latencyP50, latencyP95, latencyP99 } = summary;
  const id = contentId('call-edges', caller.id, peer, at);
  const value: EventMessage = {
    event_id: id,
    timestamp: formatTimestamp(at),
    event_type: 'edge_observed',
    source: 'data-ingestion',
    severity: 'info',
    summary: `${caller.name} calls ${peer}`,
    details: {
      caller: caller.name,
      callee: peer,
      rate,
      error_rate: errorRate,
      latency_p50: latencyP50,
      latency_p95: latencyP95,
      latency_p99: latencyP99,
      window_start: formatTimestamp(at - SPAN_WINDOW_MS),
      window_end: formatTimestamp(at),
    },
    ...entityFields(caller),
  };
  return { topic: topics.events, key: caller.id, id, value };
}
