/** Start of the first of the sample traces (epoch ns). */
const FIRST_NS = 1_795_362_893_639_830_492n;

interface SampleSpan {
  readonly service: string;
  readonly name: string;
  /** `SPAN_KIND_…` by number. */
  readonly kind: number;
  readonly delayMs: number;
  readonly durationMs: number;
  readonly attributes: readonly object[];
  readonly status?: object;
}

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

/** The spans of sample trace number 0, 1 or 2, each the parent of the next. The second trace failed. */
function spansOf(index: number): SampleSpan[] {
  const statusCode = { key: 'http.status_code', value: { intValue: index === 1 ? '500' : '200' } };
  return [
    {
      service: 'hello-app',
      name: 'index-request',
      kind: 2,
      delayMs: 0,
      durationMs: [100, 300, 500][index] ?? 0,
      attributes: [text('http.method', 'GET'), statusCode],
      status: { code: index === 1 ? 2 : 1 },
    },
    {
      service: 'hello-app',
      name: 'call-db',
      kind: 3,
      delayMs: 5,
      durationMs: 75,
      attributes: [text('peer.service', 'db')],
    },
    {
      service: 'db',
      name: 'query',
      kind: 2,
      delayMs: 10,
      durationMs: 50,
      attributes: [text('db.system', 'postgresql')],
    },
  ];
}

/** Hex id of a sample trace, leading zeros included. */
export const traceIdOf = (index: number) => `abc00${index}`.padStart(32, '0');

/**
 * OTLP JSON of a sample trace: a request to hello-app that asks a database. Three of them, a second apart, are what was in the
 * Tempo whose answers the tests know.
 */
export function sampleTrace(index: number): { resourceSpans: object[] } {
  const spans = spansOf(index).map((span, number) => ({ ...span, json: spanJson(index, number, span) }));
  const services = [...new Set(spans.map(({ service }) => service))];
  return {
    resourceSpans: services.map((service) => ({
      resource: { attributes: [text('service.name', service)] },
      scopeSpans: [
        {
          scope: { name: 'lab' },
          spans: spans.filter((span) => span.service === service).map(({ json }) => json),
        },
      ],
    })),
  };
}

function spanJson(index: number, number: number, span: SampleSpan): object {
  const startNs = FIRST_NS + BigInt(index * 1000 + span.delayMs) * 1_000_000n;
  const spanId = (n: number) => String(n).padStart(16, '0');
  return {
    traceId: traceIdOf(index),
    spanId: spanId(number + 1),
    ...(number === 0 ? {} : { parentSpanId: spanId(number) }),
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + BigInt(span.durationMs) * 1_000_000n),
    attributes: span.attributes,
    ...(span.status === undefined ? {} : { status: span.status }),
  };
}
