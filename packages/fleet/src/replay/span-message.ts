import { createHash } from 'node:crypto';
import { topics } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import type { CaseNetwork } from './case-network.ts';
import type { CaseRecord, SpanRecord } from './case-record.ts';
import type { SpanRole } from './span-roles.ts';

type SpanEntry = Extract<CaseRecord, { readonly kind: 'spans' }>;

/** As many spans go into one message as exporters send at once. */
const MAX_SPANS = 500;
const OTLP_SOURCE = 'otlp';

/** Spans as a collector writes them to `otlp_spans`: OTLP resource spans, one resource for each service. */
export function spanMessages(
  spans: readonly SpanEntry[],
  network: CaseNetwork,
  roleOf: (span: SpanRecord) => SpanRole,
): OutMessage[] {
  const messages: OutMessage[] = [];
  for (let start = 0; start < spans.length; start += MAX_SPANS) {
    const byService = new Map<string, object[]>();
    for (const entry of spans.slice(start, start + MAX_SPANS)) {
      const service = network.nameOf(entry.value.entity);
      const own = byService.get(service) ?? [];
      byService.set(service, own);
      own.push(otlpSpan(entry, network, roleOf(entry.value)));
    }
    const resourceSpans = [...byService].map(([service, own]) => ({
      resource: { attributes: [attribute('service.name', service)] },
      scopeSpans: [{ spans: own }],
    }));
    messages.push({ topic: topics.otlpSpans, key: null, value: { source: OTLP_SOURCE, resourceSpans } });
  }
  return messages;
}

/** `at` is when it ended, in whole milliseconds and maybe moved; the microseconds below are those of the recording. */
function otlpSpan({ at, value }: SpanEntry, network: CaseNetwork, { kind, peer }: SpanRole): object {
  const { ts, dur, trace, span, parent, op } = value;
  const movedMs = at - Math.ceil((ts + dur) / 1_000);
  const start = ts + movedMs * 1_000;
  return {
    traceId: hexId(trace, 16),
    spanId: hexId(span, 8),
    ...(parent === null || parent === undefined ? {} : { parentSpanId: hexId(parent, 8) }),
    name: op,
    kind,
    startTimeUnixNano: `${start}000`,
    endTimeUnixNano: `${start + dur}000`,
    attributes: peer === undefined ? [] : [attribute('peer.service', network.nameOf(peer))],
    status: {},
  };
}

function attribute(key: string, stringValue: string): object {
  return { key, value: { stringValue } };
}

/** An id of the length that OTLP asks for, whatever the recording calls it. */
function hexId(text: string, bytes: number): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, 2 * bytes);
}
