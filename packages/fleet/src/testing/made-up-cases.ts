import type { MadeUpCase } from './write-case.ts';

/** Epoch seconds at which the made-up cases begin. */
const BEGIN = 1_769_515_200;
const STEP = 60;
const topology = {
  nodes: [
    ...['web', 'cart', 'db', 'cache'].map((id) => ({ id, type: 'service' })),
    { id: 'node-1', type: 'host' },
  ],
  edges: [
    { from: 'web', to: 'cart', type: 'calls' },
    { from: 'cart', to: 'db', type: 'calls' },
    { from: 'web', to: 'cache', type: 'calls' },
    { from: 'db', to: 'node-1', type: 'runs_on' },
  ],
};

/** Latencies every minute: a calm baseline recorded a day later, then twenty minutes in which `slow` are slow from the tenth on. */
export function latencyCase(cause: string, slow: readonly string[]): MadeUpCase {
  const row = (ts: number, minute: number, isSlow: (entity: string) => boolean) =>
    topology.nodes.map(({ id }, place) => ({
      ts,
      entity: id,
      metric: 'latency',
      value: (isSlow(id) ? 500 : 100) + (((minute + 31 * place) * 7919) % 101) / 20,
    }));
  const rows = (from: number, count: number, isSlow: (minute: number, entity: string) => boolean) =>
    Array.from({ length: count }, (_, minute) =>
      row(from + STEP * minute, minute, (entity) => isSlow(minute, entity)),
    ).flat();
  return {
    topology,
    baseline: { metrics: rows(BEGIN + 86_400, 180, () => false) },
    records: { metrics: rows(BEGIN, 20, (minute, entity) => minute >= 10 && slow.includes(entity)) },
    detection_ts: BEGIN + 9 * STEP,
    cause,
  };
}

/** Requests that `web` answers with the help of `cart`: five a minute, for 60 calm minutes and 12 in which `cart` is slow from the fourth on. */
export function spanCase(): MadeUpCase {
  const request = (second: number, took: number) => {
    const ts = second * 1_000_000;
    const trace = `trace-${second}`;
    const op = 'GET /';
    return [
      { ts, dur: took + 2_000, entity: 'web', op, trace, span: `${second}a`, parent: null },
      {
        ts: ts + 500,
        dur: took + 1_000,
        entity: 'web',
        op: 'call',
        trace,
        span: `${second}b`,
        parent: `${second}a`,
      },
      {
        ts: ts + 1_000,
        dur: took,
        entity: 'cart',
        op: 'Get',
        trace,
        span: `${second}c`,
        parent: `${second}b`,
      },
    ];
  };
  const requests = (from: number, count: number, tookAt: (index: number) => number) =>
    Array.from({ length: count }, (_, index) => request(from + 12 * index, tookAt(index))).flat();
  const calm = (index: number) => 10_000 + 37 * (index % 11);
  return {
    topology,
    baseline: { spans: requests(BEGIN - 7_200, 300, calm) },
    records: { spans: requests(BEGIN, 60, (index) => (index < 20 ? calm(index) : 400_000)) },
    cause: 'cart',
  };
}

/** Alerts without stamps: so many kinds of them for each entity. */
export function alertCase(
  cause: string | readonly string[],
  alerts: Readonly<Record<string, number>>,
): MadeUpCase {
  const events = Object.entries(alerts).flatMap(([entity, count]) =>
    Array.from({ length: count }, (_, kind) => ({
      entity,
      kind: 'metric',
      name: `m${kind}`,
      dir: 'up',
      peer: null,
    })),
  );
  return { topology, records: { events }, cause };
}
