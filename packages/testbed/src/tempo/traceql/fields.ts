import type { FieldValue, Message } from '../otlp-messages.ts';
import type { StoredSpan, StoredTrace } from '../trace-store.ts';

/** A value with its type: only values of one type compare, and numbers among themselves. */
export interface Value {
  readonly type: 'string' | 'number' | 'bool' | 'duration' | 'status' | 'kind';
  readonly value: string | number | boolean;
}

/** One span in its trace. */
export interface View {
  readonly span: StoredSpan;
  readonly trace: StoredTrace;
}

/** Something of a span that a query asks for. */
export interface Field {
  /** As the answer calls it: an attribute without its scope. */
  readonly key: string;
  /** Type of what is always there; an attribute's is known only when it is read. */
  readonly type: Value['type'] | undefined;
  /** Whether search answers show it among a span's attributes. */
  readonly shown: boolean;
  read(view: View): Value | undefined;
  /** The value in OTLP's form, for the answer. */
  raw(view: View): Message | undefined;
}

export const statusNames = ['unset', 'ok', 'error'];
export const kindNames = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];

type Reader = (view: View) => Value | undefined;

const text = (value: FieldValue | undefined): Value => ({ type: 'string', value: String(value ?? '') });
const duration = (ns: bigint): Value => ({ type: 'duration', value: Number(ns) });
const statusOf = ({ span }: View) => (span.message.status as Message | undefined) ?? {};

const readers: Readonly<Record<string, readonly [Value['type'], Reader]>> = {
  name: ['string', ({ span }) => text(span.message.name)],
  status: [
    'status',
    (view) => ({ type: 'status', value: statusNames[Number(statusOf(view).code ?? 0)] ?? 'unset' }),
  ],
  statusMessage: ['string', (view) => text(statusOf(view).message)],
  kind: [
    'kind',
    ({ span }) => ({ type: 'kind', value: kindNames[Number(span.message.kind ?? 0)] ?? 'unspecified' }),
  ],
  duration: ['duration', ({ span }) => duration(span.endNs - span.startNs)],
  traceDuration: ['duration', ({ trace }) => duration(extent(trace).durationNs)],
  rootName: ['string', ({ trace }) => text(rootOf(trace)?.message.name)],
  rootServiceName: ['string', ({ trace }) => text(serviceName(rootOf(trace)))],
  'span:id': ['string', ({ span }) => text(span.id)],
  'span:parentID': ['string', ({ span }) => text(span.parentId)],
  'trace:id': ['string', ({ trace }) => text(trace.id)],
};
const synonyms: Readonly<Record<string, string>> = {
  'span:name': 'name',
  'span:status': 'status',
  'span:statusMessage': 'statusMessage',
  'span:kind': 'kind',
  'span:duration': 'duration',
  'trace:duration': 'traceDuration',
  'trace:rootName': 'rootName',
  'trace:rootService': 'rootServiceName',
};
/** Intrinsics that have a place of their own in the answer. */
const elsewhere = new Set(['name', 'duration', 'traceDuration', 'span:id', 'trace:id']);

/** The field that a word of a query names, or undefined when it names none. */
export function fieldNamed(word: string): Field | undefined {
  const intrinsic = synonyms[word] ?? word;
  const known = readers[intrinsic];
  if (known !== undefined) {
    const [type, read] = known;
    const raw: Field['raw'] = (view) => ({ stringValue: String(read(view)?.value ?? '') });
    return { key: intrinsic, type, shown: !elsewhere.has(intrinsic), read, raw };
  }
  const [, scope, name] = /^(span|resource|)\.(.+)$/s.exec(word) ?? [];
  if (scope === undefined || name === undefined) return undefined;
  const key = name.startsWith('"') ? name.slice(1, -1) : name;
  const raw: Field['raw'] = ({ span }) =>
    (scope === 'resource' ? undefined : attribute(span.message, key)) ??
    (scope === 'span' ? undefined : attribute(span.resource, key));
  return { key, type: undefined, shown: true, raw, read: (view) => plain(raw(view)) };
}

/** An attribute's value of a span or a resource. */
export function attribute(owner: Message, key: string): Message | undefined {
  const found = ((owner.attributes as readonly Message[] | undefined) ?? []).find((one) => one.key === key);
  return found?.value as Message | undefined;
}

function plain(raw: Message | undefined): Value | undefined {
  if (raw?.stringValue !== undefined) return text(raw.stringValue);
  if (raw?.boolValue !== undefined) return { type: 'bool', value: raw.boolValue === true };
  const number = raw?.intValue ?? raw?.doubleValue;
  return number === undefined ? undefined : { type: 'number', value: Number(number) };
}

/** Service of a span's resource. */
export function serviceName(span: StoredSpan | undefined): string | undefined {
  return span && (attribute(span.resource, 'service.name')?.stringValue as string | undefined);
}

/** The span without a parent that begins first. */
export function rootOf(trace: StoredTrace): StoredSpan | undefined {
  return trace.spans
    .filter(({ parentId }) => parentId === '')
    .reduce<StoredSpan | undefined>((a, b) => (a === undefined || b.startNs < a.startNs ? b : a), undefined);
}

/** From the first start to the last end. */
export function extent({ spans }: StoredTrace): { startNs: bigint; endNs: bigint; durationNs: bigint } {
  let [startNs, endNs] = [spans[0]?.startNs ?? 0n, spans[0]?.endNs ?? 0n];
  for (const span of spans) {
    if (span.startNs < startNs) startNs = span.startNs;
    if (span.endNs > endNs) endNs = span.endNs;
  }
  return { startNs, endNs, durationNs: endNs > startNs ? endNs - startNs : 0n };
}
