import type { CaseRecord, SpanRecord } from './case-record.ts';

/** What a span is to the services around it. Recordings do not tell kinds; who called whom does. */
export interface SpanRole {
  /** As OTLP numbers kinds: internal, server or client. */
  readonly kind: 1 | 2 | 3;
  /** The service that a client span calls. */
  readonly peer: string | undefined;
}

const INTERNAL = { kind: 1, peer: undefined } as const;
const SERVER = { kind: 2, peer: undefined } as const;

/**
 * Tells the roles of the spans of a recording: one that another service's span caused, or that nothing recorded caused, serves
 * a request; one that caused another service's span, and is no request itself, is a call.
 */
export function spanRoles(records: Iterable<CaseRecord>): (span: SpanRecord) => SpanRole {
  const owners = new Map<string, string>();
  const spans: SpanRecord[] = [];
  for (const record of records) {
    if (record.kind !== 'spans') continue;
    spans.push(record.value);
    owners.set(idOf(record.value.trace, record.value.span), record.value.entity);
  }
  const peers = new Map<string, string>();
  const callerOf = ({ trace, parent }: SpanRecord) =>
    parent === null || parent === undefined ? undefined : owners.get(idOf(trace, parent));
  for (const span of spans) {
    const caller = callerOf(span);
    if (caller !== undefined && caller !== span.entity)
      peers.set(idOf(span.trace, String(span.parent)), span.entity);
  }
  return (span) => {
    if (callerOf(span) !== span.entity) return SERVER;
    const peer = peers.get(idOf(span.trace, span.span));
    return peer === undefined ? INTERNAL : { kind: 3, peer };
  };
}

function idOf(trace: string, span: string): string {
  return `${trace}/${span}`;
}
