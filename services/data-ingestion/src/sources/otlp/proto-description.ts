import type { INamespace } from 'protobufjs';

type Fields = Readonly<Record<string, readonly [type: string, id: number]>>;

/** A message type in protobufjs's reflection JSON. A type in brackets is a list of it. */
function message(fields: Fields) {
  return {
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, [type, id]]) => {
        const listed = /^\[(.+)\]$/.exec(type)?.[1];
        return [name, listed === undefined ? { type, id } : { rule: 'repeated', type: listed, id }];
      }),
    ),
  };
}

/** A data point of a histogram; the two kinds differ only in the number of their attributes. */
function histogramPoint(attributesId: number) {
  return message({
    attributes: ['[KeyValue]', attributesId],
    timeUnixNano: ['fixed64', 3],
    count: ['fixed64', 4],
    sum: ['double', 5],
    flags: ['uint32', 10],
  });
}

const dataPointsOf = (type: string) => message({ dataPoints: [`[${type}]`, 1] });

const shared = {
  AnyValue: {
    ...message({
      stringValue: ['string', 1],
      boolValue: ['bool', 2],
      intValue: ['int64', 3],
      doubleValue: ['double', 4],
      arrayValue: ['ArrayValue', 5],
      kvlistValue: ['KeyValueList', 6],
      bytesValue: ['bytes', 7],
    }),
    oneofs: {
      value: {
        oneof: [
          'stringValue',
          'boolValue',
          'intValue',
          'doubleValue',
          'arrayValue',
          'kvlistValue',
          'bytesValue',
        ],
      },
    },
  },
  ArrayValue: message({ values: ['[AnyValue]', 1] }),
  KeyValueList: message({ values: ['[KeyValue]', 1] }),
  KeyValue: message({ key: ['string', 1], value: ['AnyValue', 2] }),
  Resource: message({ attributes: ['[KeyValue]', 1] }),
};

const traces = {
  TracesRequest: message({ resourceSpans: ['[ResourceSpans]', 1] }),
  ResourceSpans: message({ resource: ['Resource', 1], scopeSpans: ['[ScopeSpans]', 2] }),
  ScopeSpans: message({ spans: ['[Span]', 2] }),
  Span: message({
    traceId: ['bytes', 1],
    spanId: ['bytes', 2],
    parentSpanId: ['bytes', 4],
    name: ['string', 5],
    kind: ['int32', 6],
    startTimeUnixNano: ['fixed64', 7],
    endTimeUnixNano: ['fixed64', 8],
    attributes: ['[KeyValue]', 9],
    status: ['SpanStatus', 15],
  }),
  SpanStatus: message({ message: ['string', 2], code: ['int32', 3] }),
};

const logs = {
  LogsRequest: message({ resourceLogs: ['[ResourceLogs]', 1] }),
  ResourceLogs: message({ resource: ['Resource', 1], scopeLogs: ['[ScopeLogs]', 2] }),
  ScopeLogs: message({ logRecords: ['[LogRecord]', 2] }),
  LogRecord: message({
    timeUnixNano: ['fixed64', 1],
    severityNumber: ['int32', 2],
    severityText: ['string', 3],
    body: ['AnyValue', 5],
    attributes: ['[KeyValue]', 6],
    traceId: ['bytes', 9],
    spanId: ['bytes', 10],
    observedTimeUnixNano: ['fixed64', 11],
  }),
};

const metrics = {
  MetricsRequest: message({ resourceMetrics: ['[ResourceMetrics]', 1] }),
  ResourceMetrics: message({ resource: ['Resource', 1], scopeMetrics: ['[ScopeMetrics]', 2] }),
  ScopeMetrics: message({ metrics: ['[Metric]', 2] }),
  Metric: message({
    name: ['string', 1],
    gauge: ['NumberPoints', 5],
    sum: ['NumberPoints', 7],
    histogram: ['HistogramPoints', 9],
    exponentialHistogram: ['ExponentialHistogramPoints', 10],
    summary: ['SummaryPoints', 11],
  }),
  NumberPoints: dataPointsOf('NumberPoint'),
  HistogramPoints: dataPointsOf('HistogramPoint'),
  ExponentialHistogramPoints: dataPointsOf('ExponentialHistogramPoint'),
  SummaryPoints: dataPointsOf('SummaryPoint'),
  NumberPoint: message({
    timeUnixNano: ['fixed64', 3],
    asDouble: ['double', 4],
    asInt: ['sfixed64', 6],
    attributes: ['[KeyValue]', 7],
    flags: ['uint32', 8],
  }),
  HistogramPoint: histogramPoint(9),
  ExponentialHistogramPoint: histogramPoint(1),
  SummaryPoint: message({
    timeUnixNano: ['fixed64', 3],
    count: ['fixed64', 4],
    sum: ['double', 5],
    attributes: ['[KeyValue]', 7],
    flags: ['uint32', 8],
  }),
};

const responses = {
  /** The three export responses are alike on the wire: number of refused items, and why. */
  ExportResponse: message({ partialSuccess: ['PartialSuccess', 1] }),
  PartialSuccess: message({ rejected: ['int64', 1], errorMessage: ['string', 2] }),
  Status: message({ code: ['int32', 1], message: ['string', 2] }),
};

/**
 * The part of OTLP's protobuf messages that we read and write, by field numbers. Fields that are not here are skipped, as
 * protobuf does with unknown ones. Enums are plain numbers.
 */
export const protoDescription: INamespace = {
  nested: { otlp: { nested: { ...shared, ...traces, ...logs, ...metrics, ...responses } } },
};
