import { type Labels, label } from '@aiops/contracts';
import { z } from 'zod';
import type { SpanRecord } from '../../messages/trace-out.ts';
import { labelsOf } from './any-value.ts';
import { hexId } from './hex-id.ts';
import { enumNumber, RefusalCount, type Refusals, rawEnum, rawList, rawNanos, rawResource } from './raw.ts';

/** Resource attributes that every span carries in its tags; the others describe the process, not the request. */
const RESOURCE_TAGS = [
  'host.name',
  'service.namespace',
  'service.instance.id',
  'service.version',
  'deployment.environment.name',
  'site',
] as const;

const KINDS = [
  'SPAN_KIND_UNSPECIFIED',
  'SPAN_KIND_INTERNAL',
  'SPAN_KIND_SERVER',
  'SPAN_KIND_CLIENT',
  'SPAN_KIND_PRODUCER',
  'SPAN_KIND_CONSUMER',
] as const;
const KIND_NAMES = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const STATUSES = ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR'] as const;
const STATUS_NAMES = ['unset', 'ok', 'error'] as const;

const resourceSchema = z.looseObject({
  resource: rawResource,
  scopeSpans: rawList,
  /** What scopeSpans was called before OTLP 0.15; old traces in Tempo still have it. */
  instrumentationLibrarySpans: rawList,
});
const scopeSchema = z.looseObject({ spans: rawList });
const spanSchema = z.looseObject({
  traceId: z.unknown(),
  spanId: z.unknown(),
  parentSpanId: z.unknown().optional(),
  name: z.string().nullish(),
  kind: rawEnum,
  startTimeUnixNano: rawNanos,
  endTimeUnixNano: rawNanos,
  attributes: z.unknown().optional(),
  status: z.looseObject({ code: rawEnum }).nullish(),
});

/**
 * The spans of OTLP resource spans, from JSON, Tempo's JSON or decoded protobuf. A span without valid ids or times is refused
 * and counted; the others are kept.
 */
export function spanRecords(resourceSpans: readonly unknown[]): { spans: SpanRecord[]; refused: Refusals } {
  const spans: SpanRecord[] = [];
  const refused = new RefusalCount();
  for (const entry of resourceSpans) {
    const resource = resourceSchema.safeParse(entry);
    if (!resource.success) {
      refused.add(`resourceSpans: ${z.prettifyError(resource.error)}`);
      continue;
    }
    const attributes = labelsOf(resource.data.resource?.attributes);
    const scopes = resource.data.scopeSpans ?? resource.data.instrumentationLibrarySpans ?? [];
    for (const raw of scopes.flatMap((scope) => scopeSchema.safeParse(scope).data?.spans ?? [])) {
      const span = spanRecord(raw, attributes);
      if (typeof span === 'string') refused.add(span);
      else spans.push(span);
    }
  }
  return { spans, refused };
}

/** A span, or why it is refused. */
function spanRecord(raw: unknown, resource: Labels): SpanRecord | string {
  const parsed = spanSchema.safeParse(raw);
  if (!parsed.success) return `span: ${z.prettifyError(parsed.error)}`;
  const span = parsed.data;
  const traceId = hexId(span.traceId, 16);
  const spanId = hexId(span.spanId, 8);
  if (traceId === undefined) return `span ${span.name ?? ''}: traceId is not 16 bytes, or all zero`;
  if (spanId === undefined) return `span ${span.name ?? ''}: spanId is not 8 bytes, or all zero`;
  const { startTimeUnixNano: startNs, endTimeUnixNano: endNs } = span;
  if (startNs === undefined || endNs === undefined) return `span ${spanId}: start or end time is missing`;
  return {
    traceId,
    spanId,
    parentSpanId: hexId(span.parentSpanId, 8),
    operation: span.name ?? '',
    service: label(resource, 'service.name') ?? 'unknown_service',
    startNs,
    endNs,
    status: STATUS_NAMES[enumNumber(span.status?.code, STATUSES)] ?? 'unset',
    kind: KIND_NAMES[enumNumber(span.kind, KINDS)] ?? 'unspecified',
    tags: { ...resourceTags(resource), ...labelsOf(span.attributes) },
  };
}

function resourceTags(resource: Labels): Labels {
  const present = RESOURCE_TAGS.filter((name) => label(resource, name) !== undefined);
  return Object.fromEntries(present.map((name) => [name, resource[name] ?? null]));
}
