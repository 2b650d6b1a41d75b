import { formatTimestamp, type Labels, type Span, type TraceMessage } from '@aiops/contracts';

/** When the recordings of the tests begin, epoch ms. */
export const NOON = Date.UTC(2026, 0, 27, 12);

/** A span of `service` that ends `at` seconds after noon. */
export function span(
  id: string,
  service: string,
  at: number,
  more: { parent?: string; kind?: Span['kind']; tags?: Labels } = {},
): Span {
  const { parent, kind = 'internal', tags } = more;
  return {
    span_id: id,
    ...(parent === undefined ? {} : { parent_span_id: parent }),
    operation: 'op',
    service,
    start_time: formatTimestamp(NOON + at * 1_000 - 100),
    duration: 0.1,
    kind,
    ...(tags === undefined ? {} : { tags }),
  };
}

export function trace(id: string, ...spans: Span[]): TraceMessage {
  return { trace_id: id, spans };
}
