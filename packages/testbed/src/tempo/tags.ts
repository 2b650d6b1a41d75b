import type { Message } from './otlp-messages.ts';
import { inspectedBytes } from './search.ts';
import type { StoredTrace } from './trace-store.ts';
import { fieldNamed, type Value } from './traceql/fields.ts';

/** What TraceQL knows of each span without an attribute of that name, as the real server lists it. */
const intrinsics = [
  'duration',
  'event:name',
  'event:timeSinceStart',
  'instrumentation:name',
  'instrumentation:version',
  'kind',
  'link:spanID',
  'link:traceID',
  'name',
  'rootName',
  'rootServiceName',
  'span:duration',
  'span:id',
  'span:kind',
  'span:name',
  'span:parentID',
  'span:status',
  'span:statusMessage',
  'status',
  'statusMessage',
  'trace:duration',
  'trace:id',
  'trace:rootName',
  'trace:rootService',
  'traceDuration',
];

/** Answer of `/api/search/tags`: names of attributes, whatever they belong to. */
export function tagNames(traces: readonly StoredTrace[], scope: string): Record<string, unknown> {
  const names = [
    ...(scope === 'intrinsic' ? intrinsics : []),
    ...(scope === '' || scope === 'resource' ? namesOf(traces, 'resource') : []),
    ...(scope === '' || scope === 'span' ? namesOf(traces, 'span') : []),
  ];
  return { tagNames: [...new Set(names)].sort(), metrics: metricsOf(traces) };
}

/** Answer of `/api/v2/search/tags`: the same by scope. */
export function scopedTags(traces: readonly StoredTrace[], scope: string): Record<string, unknown> {
  const scopes = [
    { name: 'intrinsic', tags: intrinsics },
    { name: 'resource', tags: namesOf(traces, 'resource') },
    { name: 'span', tags: namesOf(traces, 'span') },
  ].filter(({ name, tags }) => tags.length > 0 && (scope === '' || scope === name));
  return { scopes, metrics: metricsOf(traces) };
}

/** Answer of `/api/search/tag/<name>/values`: distinct values as text. */
export function tagValues(traces: readonly StoredTrace[], tag: string): Record<string, unknown> {
  const values = distinct(traces, fieldNamed(tag) === undefined ? `.${tag}` : tag);
  return {
    tagValues: [...new Set(values.map(({ value }) => String(value)))].sort(),
    metrics: metricsOf(traces),
  };
}

/** Answer of `/api/v2/search/tag/<name>/values`: distinct values with their types, for a name with its scope. */
export function typedTagValues(traces: readonly StoredTrace[], tag: string): Record<string, unknown> {
  const values = distinct(traces, tag);
  const typed = values.map(({ type, value }) => ({ type: typeName(type, value), value: String(value) }));
  return { tagValues: typed, metrics: metricsOf(traces) };
}

function namesOf(traces: readonly StoredTrace[], scope: 'resource' | 'span'): string[] {
  const owners = traces.flatMap(({ spans }) =>
    spans.map(({ resource, message }) => (scope === 'resource' ? resource : message)),
  );
  const names = owners.flatMap(({ attributes }) =>
    ((attributes as readonly Message[] | undefined) ?? []).map(({ key }) => String(key)),
  );
  return [...new Set(names)].sort();
}

function distinct(traces: readonly StoredTrace[], tag: string): Value[] {
  const field = fieldNamed(tag);
  const values = traces.flatMap((trace) => trace.spans.flatMap((span) => field?.read({ span, trace }) ?? []));
  return [...new Map(values.map((value) => [`${value.type} ${value.value}`, value])).values()];
}

function typeName(type: Value['type'], value: Value['value']): string {
  if (type === 'status' || type === 'kind') return 'keyword';
  if (type === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return type;
}

function metricsOf(traces: readonly StoredTrace[]): { inspectedBytes?: string } {
  return traces.length === 0 ? {} : { inspectedBytes: inspectedBytes(traces) };
}
