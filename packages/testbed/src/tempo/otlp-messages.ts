/** A field: its protobuf number and its type; a type in brackets is a list. `id` is bytes that OTLP's JSON writes in hex. */
type FieldSpec = readonly [id: number, type: string];
export type MessageSpec = Readonly<Record<string, FieldSpec>>;

/** A decoded message: 64-bit integers are bigint, bytes are Buffer, enums are numbers; absent fields are absent. */
export interface Message {
  [field: string]: FieldValue;
}
export type FieldValue = string | number | bigint | boolean | Buffer | Message | readonly FieldValue[];

/** Names of enum values, in the order of their numbers. */
export const enums: Readonly<Record<string, readonly string[]>> = {
  SpanKind: [
    'SPAN_KIND_UNSPECIFIED',
    'SPAN_KIND_INTERNAL',
    'SPAN_KIND_SERVER',
    'SPAN_KIND_CLIENT',
    'SPAN_KIND_PRODUCER',
    'SPAN_KIND_CONSUMER',
  ],
  StatusCode: ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR'],
};

/** Messages whose fields are alternatives: the one that is set is written even when it is 0, false or empty. */
export const alternatives: ReadonlySet<string> = new Set(['AnyValue']);

/** The messages of OTLP's traces, complete because a trace is given back as it came, and Tempo's own around them. */
export const messages: Readonly<Record<string, MessageSpec>> = {
  ExportRequest: { resourceSpans: [1, '[ResourceSpans]'] },
  Trace: { batches: [1, '[ResourceSpans]'] },
  TraceByIdResponse: { trace: [1, 'Trace'] },
  ResourceSpans: {
    resource: [1, 'Resource'],
    scopeSpans: [2, '[ScopeSpans]'],
    schemaUrl: [3, 'string'],
  },
  Resource: { attributes: [1, '[KeyValue]'], droppedAttributesCount: [2, 'uint32'] },
  ScopeSpans: { scope: [1, 'Scope'], spans: [2, '[Span]'], schemaUrl: [3, 'string'] },
  Scope: {
    name: [1, 'string'],
    version: [2, 'string'],
    attributes: [3, '[KeyValue]'],
    droppedAttributesCount: [4, 'uint32'],
  },
  Span: {
    traceId: [1, 'id'],
    spanId: [2, 'id'],
    traceState: [3, 'string'],
    parentSpanId: [4, 'id'],
    name: [5, 'string'],
    kind: [6, 'SpanKind'],
    startTimeUnixNano: [7, 'fixed64'],
    endTimeUnixNano: [8, 'fixed64'],
    attributes: [9, '[KeyValue]'],
    droppedAttributesCount: [10, 'uint32'],
    events: [11, '[Event]'],
    droppedEventsCount: [12, 'uint32'],
    links: [13, '[Link]'],
    droppedLinksCount: [14, 'uint32'],
    status: [15, 'Status'],
    flags: [16, 'fixed32'],
  },
  Event: {
    timeUnixNano: [1, 'fixed64'],
    name: [2, 'string'],
    attributes: [3, '[KeyValue]'],
    droppedAttributesCount: [4, 'uint32'],
  },
  Link: {
    traceId: [1, 'id'],
    spanId: [2, 'id'],
    traceState: [3, 'string'],
    attributes: [4, '[KeyValue]'],
    droppedAttributesCount: [5, 'uint32'],
    flags: [6, 'fixed32'],
  },
  Status: { message: [2, 'string'], code: [3, 'StatusCode'] },
  KeyValue: { key: [1, 'string'], value: [2, 'AnyValue'] },
  AnyValue: {
    stringValue: [1, 'string'],
    boolValue: [2, 'bool'],
    intValue: [3, 'int64'],
    doubleValue: [4, 'double'],
    arrayValue: [5, 'ArrayValue'],
    kvlistValue: [6, 'KeyValueList'],
    bytesValue: [7, 'bytes'],
  },
  ArrayValue: { values: [1, '[AnyValue]'] },
  KeyValueList: { values: [1, '[KeyValue]'] },
};

/** A list's element type, or undefined when the type is no list. */
export function elementType(type: string): string | undefined {
  return type.startsWith('[') ? type.slice(1, -1) : undefined;
}

/** The fields of a message type. */
export function fieldsOf(type: string): MessageSpec {
  const spec = messages[type];
  if (spec === undefined) throw new Error(`there is no message type ${type}`);
  return spec;
}
