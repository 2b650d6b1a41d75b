import { encodeProtobuf, type OtlpRequestType } from '../sources/otlp/decode-protobuf.ts';

/** The moment (epoch ms) around which the requests of the tests lie. */
export const NOON = Date.UTC(2026, 0, 27, 12);
/** The same in nanoseconds, as OTLP writes it. */
export const NOON_NS = `${NOON}000000`;
/** Trace id of the requests. */
export const TRACE = '5b8efff798038103d269b633813fc60c';
/** Id of the first span. */
export const SPAN = 'eee19b7ec3c1b174';

/** OTLP attributes. */
const attributes = (values: Record<string, object>) =>
  Object.entries(values).map(([key, value]) => ({ key, value }));
const resource = {
  attributes: attributes({ 'service.name': { stringValue: 'shop' }, 'host.name': { stringValue: 'web-1' } }),
};

/** A traces request: a server span with attributes of every type, and a client span below it. */
export const traces = {
  resourceSpans: [
    {
      resource,
      scopeSpans: [
        {
          spans: [
            {
              traceId: TRACE,
              spanId: SPAN,
              name: 'GET /cart',
              kind: 2,
              startTimeUnixNano: NOON_NS,
              endTimeUnixNano: `${NOON + 250}000000`,
              attributes: attributes({
                'http.response.status_code': { intValue: '200' },
                big: { intValue: '9223372036854775807' },
                ratio: { doubleValue: 0.5 },
                cached: { boolValue: false },
                list: { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '1' }] } },
                map: { kvlistValue: { values: attributes({ k: { stringValue: 'v' } }) } },
              }),
              status: { code: 1 },
            },
            {
              traceId: TRACE,
              spanId: 'eee19b7ec3c1b175',
              parentSpanId: SPAN,
              name: 'SELECT',
              kind: 3,
              startTimeUnixNano: NOON_NS,
              endTimeUnixNano: NOON_NS,
            },
          ],
        },
      ],
    },
  ],
};
/** A logs request: one record with a severity number, one with a text and no time of its own. */
export const logs = {
  resourceLogs: [
    {
      resource,
      scopeLogs: [
        {
          logRecords: [
            {
              timeUnixNano: '1769515200123456789',
              severityNumber: 17,
              body: { stringValue: 'payment failed' },
              attributes: attributes({ code: { intValue: '7' } }),
              traceId: TRACE,
            },
            {
              observedTimeUnixNano: NOON_NS,
              severityText: 'Warning',
              body: { kvlistValue: { values: attributes({ a: { boolValue: true } }) } },
            },
          ],
        },
      ],
    },
  ],
};
/** A data point so many seconds after noon. */
export const point = (seconds: number, values: object) => ({
  timeUnixNano: `${NOON + seconds * 1000}000000`,
  ...values,
});
/** A metrics request with each kind of metric. */
export const metrics = {
  resourceMetrics: [
    {
      resource,
      scopeMetrics: [
        {
          metrics: [
            {
              name: 'queue',
              gauge: { dataPoints: [point(1, { asInt: '-5' }), point(0, { asDouble: 1.5 })] },
            },
            {
              name: 'requests',
              sum: {
                dataPoints: [
                  point(0, { asInt: '7', attributes: attributes({ route: { stringValue: '/a' } }) }),
                  point(0, { asInt: '8', attributes: attributes({ route: { stringValue: '/b' } }) }),
                ],
              },
            },
            { name: 'latency', histogram: { dataPoints: [point(0, { count: '3', sum: 0.75 })] } },
            { name: 'sizes', exponentialHistogram: { dataPoints: [point(0, { count: '2' })] } },
            { name: 'old', summary: { dataPoints: [point(0, { count: '4', sum: 2 })] } },
          ],
        },
      ],
    },
  ],
};

/** The same request as protobuf: there, ids are bytes. */
export function toProtobuf(type: OtlpRequestType, request: unknown): Buffer {
  const withBytes = JSON.parse(JSON.stringify(request), (key, value) =>
    /^(trace|span|parentSpan)Id$/.test(key) ? Buffer.from(value as string, 'hex').toString('base64') : value,
  ) as Record<string, unknown>;
  return encodeProtobuf(type, withBytes);
}
