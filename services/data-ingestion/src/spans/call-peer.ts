import { label } from '@aiops/contracts';
import type { SpanRecord } from '../messages/trace-out.ts';

/** Attributes that name who is called, most telling first: the present and the former names of OpenTelemetry. */
const PEER_TAGS = [
  'peer.service',
  'server.address',
  'net.peer.name',
  'network.peer.address',
  'net.peer.ip',
] as const;

/**
 * Who a span calls, as the caller knows it: a service or an address; undefined when the span is no call or does not say. The span of the
 * service that was called is not needed, and may never come: databases and foreign systems send none.
 */
export function callPeer({ kind, tags }: SpanRecord): string | undefined {
  if (kind !== 'client' && kind !== 'producer') return undefined;
  return PEER_TAGS.map((name) => label(tags, name)).find((text) => text !== undefined);
}
