import { contentId, entityUrn, headers, type Labels, label, topics } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import type { SpanRecord } from '../messages/trace-out.ts';
import { canonicalOrder, otlpSpan } from './otlp-span.ts';

/** Most spans in a message, and the length of their JSON from which a new one begins: a broker takes 1 MB. */
const MAX_SPANS = 500;
const MAX_LENGTH = 250_000;

/** Key of a service's spans. It follows from the span alone, so that all paths agree on it, whatever the topology knows. */
export function serviceKey(service: string, tags: Labels): string {
  return entityUrn('service', 'service', label(tags, 'site') ?? 'default', service);
}

/**
 * Messages of `otlp_spans`, one or more per service and keyed by it: whichever way spans came, those of one service meet on
 * one partition, and are counted there once. Within a service they are in the order of their ends.
 */
export function spanBatches(spans: readonly SpanRecord[], source: string): OutMessage[] {
  const byService = new Map<string, SpanRecord[]>();
  for (const span of spans) {
    const key = serviceKey(span.service, span.tags);
    const known = byService.get(key);
    if (known === undefined) byService.set(key, [span]);
    else known.push(span);
  }
  return [...byService].flatMap(([key, own]) =>
    chunks(own.sort(canonicalOrder)).map((chunk) => batch(key, chunk, source)),
  );
}

interface Chunk {
  readonly spans: readonly SpanRecord[];
  readonly json: readonly object[];
}

function chunks(spans: readonly SpanRecord[]): Chunk[] {
  const done: Chunk[] = [];
  let current: { spans: SpanRecord[]; json: object[] } = { spans: [], json: [] };
  let length = 0;
  for (const span of spans) {
    const json = otlpSpan(span, MAX_LENGTH);
    const size = JSON.stringify(json).length;
    if (current.spans.length === MAX_SPANS || (length > 0 && length + size > MAX_LENGTH)) {
      done.push(current);
      current = { spans: [], json: [] };
      length = 0;
    }
    current.spans.push(span);
    current.json.push(json);
    length += size;
  }
  return [...done, current];
}

function batch(key: string, { spans, json }: Chunk, source: string): OutMessage {
  const ids = spans.map(({ traceId, spanId }) => traceId + spanId).join();
  return {
    topic: topics.otlpSpans,
    key,
    id: contentId('spans', source, key, ids),
    headers: { [headers.rekeyed]: '1' },
    value: { source, resourceSpans: byResource(spans, json) },
  };
}

/** A key is in lower case, so it may stand for services that differ in spelling. */
function byResource(spans: readonly SpanRecord[], json: readonly object[]): object[] {
  const names = [...new Set(spans.map(({ service }) => service))];
  return names.map((name) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: name } }] },
    scopeSpans: [{ spans: json.filter((_span, i) => spans[i]?.service === name) }],
  }));
}
