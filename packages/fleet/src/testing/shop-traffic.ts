import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 1_000;
const CALLER = 'flink-shop';
const PEER = 'flink-cart';

/** Spans of two services, one of which calls the other, on their way to an OTLP receiver. */
export interface ShopTraffic {
  readonly caller: string;
  readonly peer: string;
  /** Resolves once nothing more is sent. Rejects when something was not taken. */
  stop(): Promise<void>;
}

/** Sends a request with its call every second, each as it would have ended just now, from now on. */
export function startShopTraffic(otlpUrl: string): ShopTraffic {
  const abort = new AbortController();
  const sending = (async () => {
    for (let number = 1; !abort.signal.aborted; number += 1) {
      const response = await fetch(`${otlpUrl}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request(number, Date.now())),
      });
      if (!response.ok) throw new Error(`the receiver answered ${response.status}`);
      await delay(PAUSE_MS, undefined, { signal: abort.signal }).catch(() => undefined);
    }
  })();
  // It is told by `stop`.
  sending.catch(() => undefined);
  return {
    caller: CALLER,
    peer: PEER,
    async stop() {
      abort.abort();
      await sending;
    },
  };
}

function request(number: number, endMs: number): object {
  const traceId = `${endMs}${number}`.padStart(32, '0');
  const span = (spanId: string, kind: number, name: string, tookMs: number, more: object = {}) => ({
    ...{ traceId, spanId: spanId.padStart(16, '0'), name, kind, status: { code: 1 }, ...more },
    startTimeUnixNano: `${endMs - tookMs}000000`,
    endTimeUnixNano: `${endMs}000000`,
  });
  const peer = [{ key: 'peer.service', value: { stringValue: PEER } }];
  return {
    resourceSpans: [
      spansOf(CALLER, [
        span('1', 2, 'GET /cart', 40),
        span('2', 3, 'call', 30, { parentSpanId: '1'.padStart(16, '0'), attributes: peer }),
      ]),
      spansOf(PEER, [span('3', 2, 'GET /', 20, { parentSpanId: '2'.padStart(16, '0') })]),
    ],
  };
}

function spansOf(service: string, spans: readonly object[]): object {
  const attributes = [{ key: 'service.name', value: { stringValue: service } }];
  return { resource: { attributes }, scopeSpans: [{ scope: { name: 'test' }, spans }] };
}
