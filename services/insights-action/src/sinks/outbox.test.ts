import { createLogger, createMemoryStateStore, createMetrics, Unavailable } from '@aiops/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deliveryOf } from '../testing/delivery-of.ts';
import { Busy, type Delivery, type IncidentSink, Refused } from './incident-sink.ts';
import { createOutbox } from './outbox.ts';

const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });
/** Lets everything happen that waits for nothing outside. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function world(
  deliver: IncidentSink['deliver'] = async () => {},
  limit = 100,
  kind: Pick<IncidentSink, 'livesInRecords' | 'endsWhatItBegan'> = {},
  remembered = 100,
) {
  const delivered = createMemoryStateStore().records('delivered/fake');
  const tried: string[] = [];
  const pauses: number[] = [];
  const crashes: Error[] = [];
  const metrics = createMetrics('0');
  /** What is known of incidents elsewhere. */
  const newest = new Map<string, Delivery>();
  const clock = { at: 0 };
  let resume: (() => void) | undefined;
  let pausing = 0;
  const sink: IncidentSink = {
    name: 'fake',
    ...kind,
    deliver(delivery, signal) {
      tried.push(`${delivery.incident}/${delivery.revision}`);
      return deliver(delivery, signal);
    },
  };
  const open = () =>
    createOutbox({
      sink,
      newest: async (incident) => newest.get(incident),
      delivered,
      logger,
      metrics,
      now: () => clock.at,
      crash: (error) => void crashes.push(error),
      limit,
      remembered,
      pause(ms, signal) {
        pauses.push(ms);
        pausing = ms;
        return new Promise((resolve) => {
          resume = resolve;
          signal.addEventListener('abort', () => resolve());
        });
      },
    });
  const living = new AbortController().signal;
  /** An outbox that is offered everything by a task that is never lost, unless told otherwise. */
  const start = () => {
    const outbox = open();
    return {
      offer: (delivery: Delivery, task = living) => outbox.offer(delivery, task),
      offerAgain: (delivery: Delivery) => outbox.offerAgain(delivery, living),
      settled: (incident: string, revision: number) => outbox.settled(incident, revision),
      health: () => outbox.health(),
      stop: () => outbox.stop(),
    };
  };
  const counted = async (name: string, labels: object) => {
    const found = await metrics.registry.getSingleMetric(name)?.get();
    const all = { service: 'insights-action', sink: 'fake', ...labels };
    return found?.values.find((value) => JSON.stringify(value.labels) === JSON.stringify(all))?.value;
  };
  /** Lets the time pass for which the outbox pauses. */
  const wake = async () => {
    clock.at += pausing;
    pausing = 0;
    resume?.();
    await settle();
  };
  return { start, tried, pauses, crashes, delivered, counted, wake, clock, newest };
}

test('incidents are delivered in the order in which they came, and are settled then', async () => {
  const { start, tried } = world();
  const outbox = start();
  for (const incident of ['b', 'a', 'c']) outbox.offer(deliveryOf(incident));
  expect(outbox.settled('a', 1)).toBe(false);
  await settle();
  expect(tried).toEqual(['b/1', 'a/1', 'c/1']);
  expect(outbox.settled('a', 1)).toBe(true);
  expect(outbox.settled('a', 2)).toBe(false);
});

test('of an incident only the newest revision is delivered, also when it comes during a delivery', async () => {
  let finish: () => void = () => undefined;
  const { start, tried } = world(({ incident, revision }) =>
    incident === 'a' && revision === 2
      ? new Promise((resolve) => {
          finish = resolve;
        })
      : Promise.resolve(),
  );
  const outbox = start();
  outbox.offer(deliveryOf('a', 1));
  outbox.offer(deliveryOf('a', 2));
  await settle();
  outbox.offer(deliveryOf('a', 4));
  outbox.offer(deliveryOf('a', 3));
  finish();
  await settle();
  expect(tried).toEqual(['a/2', 'a/4']);
});

test('after a restart nothing is asked outside for what is known to be there', async () => {
  const { start, tried } = world();
  const first = start();
  first.offer(deliveryOf('a', 2));
  await settle();
  await first.stop();
  const second = start();
  for (const revision of [1, 2, 3]) {
    second.offer(deliveryOf('a', revision));
    await settle();
  }
  expect(tried).toEqual(['a/2', 'a/3']);
  expect(second.settled('a', 3)).toBe(true);
});

test('what another instance delivered meanwhile is not delivered again', async () => {
  const { start, tried } = world();
  const [here, there] = [start(), start()];
  here.offer(deliveryOf('x'));
  there.offer(deliveryOf('y'));
  await settle();
  there.offer(deliveryOf('a'));
  await settle();
  here.offer(deliveryOf('a'));
  await settle();
  expect(tried).toEqual(['x/1', 'y/1', 'a/1']);
  expect(here.settled('a', 1)).toBe(true);
});

test.each([
  [true, ['a/2', 'a/2']],
  [false, ['a/2']],
])(
  'what is in records (%o) is done again when the store has lost it, and only then',
  async (livesInRecords, expected) => {
    const { start, tried, delivered } = world(undefined, 100, { livesInRecords });
    const outbox = start();
    const offer = async () => {
      outbox.offer(deliveryOf('a', 2));
      await settle();
      expect(outbox.settled('a', 2)).toBe(true);
    };
    await offer();
    await offer();
    expect(tried).toEqual(['a/2']);
    await delivered.delete(['a']);
    await offer();
    expect(tried).toEqual(expected);
  },
);

test('a refused revision is given up for good, and the next one is tried', async () => {
  const { start, tried, counted } = world(async ({ revision }) => {
    if (revision === 1) throw new Refused('no');
  });
  const first = start();
  first.offer(deliveryOf('a', 1));
  await settle();
  expect(first.settled('a', 1)).toBe(true);
  await first.stop();
  const outbox = start();
  outbox.offer(deliveryOf('a', 1));
  outbox.offer(deliveryOf('b', 1));
  await settle();
  outbox.offer(deliveryOf('a', 2));
  await settle();
  expect(tried).toEqual(['a/1', 'b/1', 'a/2']);
  expect(await counted('aiops_deliveries_total', { result: 'refused' })).toBe(2);
});

test('while a sink is unavailable it pauses longer and longer, tells so, and keeps all incidents', async () => {
  let up = false;
  const { start, tried, pauses, wake, counted } = world(async () => {
    if (!up) throw new Unavailable('no connection');
  });
  const outbox = start();
  for (const incident of ['a', 'b']) outbox.offer(deliveryOf(incident));
  await settle();
  expect(outbox.health()).toEqual({
    up: false,
    required: false,
    detail: '2 waiting since 1970-01-01T00:00:00.000Z: no connection',
  });
  for (let attempt = 0; attempt < 7; attempt++) await wake();
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  expect(await counted('aiops_deliveries_waiting', {})).toBe(2);
  up = true;
  tried.length = 0;
  outbox.offer(deliveryOf('b', 2));
  await wake();
  expect(tried.sort()).toEqual(['a/1', 'b/2']);
  expect(outbox.health()).toEqual({ up: true, required: false, detail: '0 waiting' });
  expect(await counted('aiops_deliveries_waiting', {})).toBe(0);
});

test('an incident that always fails does not hold up the others', async () => {
  const { start, tried, pauses, wake } = world(async ({ incident }) => {
    if (incident === 'poison') throw new Unavailable('status 500');
  });
  const outbox = start();
  for (const incident of ['poison', 'a', 'b']) outbox.offer(deliveryOf(incident));
  await settle();
  await wake();
  expect(tried).toEqual(['poison/1', 'a/1', 'b/1', 'poison/1']);
  // Others get through, so this is no outage: nobody but the one that fails waits.
  expect(pauses).toEqual([1000, 2000]);
  outbox.offer(deliveryOf('c'));
  await settle();
  expect(tried.at(-1)).toBe('c/1');
  for (let attempt = 0; attempt < 6; attempt++) await wake();
  outbox.offer(deliveryOf('d'));
  await settle();
  expect(tried.at(-1)).toBe('d/1');
  expect(Math.max(...pauses)).toBe(60_000);
});

test('what was never tried goes before what is tried again, once a second while the place seems to be away', async () => {
  let up = false;
  const { start, tried, wake, clock } = world(async () => {
    if (!up) throw new Unavailable('no connection');
  });
  const outbox = start();
  for (const incident of ['a', 'b', 'c']) outbox.offer(deliveryOf(incident));
  await settle();
  expect(tried).toEqual(['a/1', 'b/1']);
  for (let attempt = 0; attempt < 8; attempt++) await wake();
  expect(tried.splice(0).slice(2, 4)).toEqual(['c/1', 'a/1']);
  clock.at += 1_000;
  outbox.offer(deliveryOf('d'));
  await settle();
  up = true;
  outbox.offer(deliveryOf('e'));
  await wake();
  expect(tried.slice(0, 2)).toEqual(['d/1', 'e/1']);
  expect(tried.slice(2).sort()).toEqual(['a/1', 'b/1', 'c/1', 'd/1']);
});

test('an incident that another instance is at is asked about again soon, and nothing is wrong', async () => {
  let busy = true;
  const { start, tried, pauses, wake } = world(async ({ incident }) => {
    if (busy && incident === 'a') throw new Busy('another instance is at it');
  });
  const outbox = start();
  for (const incident of ['a', 'b']) outbox.offer(deliveryOf(incident));
  await settle();
  expect(tried).toEqual(['a/1', 'b/1']);
  expect(outbox.health()).toEqual({ up: true, required: false, detail: '1 waiting' });
  await wake();
  busy = false;
  await wake();
  expect(outbox.settled('a', 1)).toBe(true);
  expect(pauses).toEqual([1000, 1000]);
});

test('stopping ends the waiting and the delivery under way', async () => {
  const paused = world(() => Promise.reject(new Unavailable('no')));
  const waiting = paused.start();
  waiting.offer(deliveryOf('a'));
  await settle();
  await waiting.stop();
  waiting.offer(deliveryOf('b'));
  await settle();
  expect(paused.tried).toEqual(['a/1']);
  const { start, crashes } = world(
    (_delivery, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
  );
  const busy = start();
  busy.offer(deliveryOf('a'));
  await settle();
  await busy.stop();
  expect(busy.settled('a', 1)).toBe(false);
  expect(crashes).toEqual([]);
});

test('where another instance was at an earlier revision at the same time, ours is delivered once more', async () => {
  const { start, tried, delivered } = world(async ({ revision }) => {
    if (revision === 2 && (await delivered.get('a')) === undefined)
      await delivered.put('a', JSON.stringify({ revision: 1, at: 0, mark: 'other/1' }));
  });
  const outbox = start();
  outbox.offer(deliveryOf('a', 2));
  await settle();
  expect(tried).toEqual(['a/2', 'a/2']);
  expect(outbox.settled('a', 2)).toBe(true);
});

test('where another instance has delivered a later revision at the same time, that one is delivered once more', async () => {
  const later = JSON.stringify({ revision: 3, at: 0, mark: 'other/1' });
  const { start, tried, delivered, newest, wake } = world(async ({ revision }) => {
    if (revision === 2) await delivered.put('a', later);
  });
  const outbox = start();
  outbox.offer(deliveryOf('a', 2));
  await settle();
  // It is not known yet where others look for it.
  expect(tried).toEqual(['a/2']);
  expect(await delivered.get('a')).toBe(later);
  newest.set('a', deliveryOf('a', 3));
  await wake();
  expect(tried).toEqual(['a/2', 'a/3']);
  expect(outbox.settled('a', 3)).toBe(true);
});

test('what a lost task has offered is withdrawn, and its delivery under way is ended, unless the sink ends what it began', async () => {
  for (const endsWhatItBegan of [false, true]) {
    let finish: () => void = () => undefined;
    const { start, tried, delivered } = world(
      (_delivery, signal) =>
        new Promise((resolve, reject) => {
          finish = resolve;
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }),
      100,
      { endsWhatItBegan },
    );
    const outbox = start();
    const task = new AbortController();
    for (const incident of ['a', 'b']) outbox.offer(deliveryOf(incident), task.signal);
    await settle();
    task.abort();
    await settle();
    finish();
    await settle();
    expect(tried).toEqual(['a/1']);
    expect(outbox.health().detail).toBe('0 waiting');
    expect(outbox.settled('a', 1)).toBe(endsWhatItBegan);
    // Whoever delivers it at the same time sees that somebody was at it.
    expect(await delivered.get('a')).toMatch(endsWhatItBegan ? /"revision":1/ : /"revision":0/);
    outbox.offer(deliveryOf('c'), task.signal);
    expect(outbox.health().detail).toBe('0 waiting');
  }
});

test('a delivery that ends while everything is being stopped is remembered', async () => {
  let finish: () => void = () => undefined;
  const { start, delivered } = world(
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  );
  const outbox = start();
  outbox.offer(deliveryOf('a'));
  await settle();
  const stopped = outbox.stop();
  finish();
  await stopped;
  expect(await delivered.get('a')).toBeDefined();
});

test('any other error is passed on', async () => {
  const { start, crashes } = world(() => Promise.reject(new TypeError('a bug')));
  start().offer(deliveryOf('a'));
  await settle();
  expect(crashes.map(String)).toEqual(['TypeError: a bug']);
});

test('a delivery that cannot be written down is not repeated, only the writing', async () => {
  const { start, tried, delivered, wake } = world();
  const { replace } = delivered;
  delivered.replace = () => Promise.reject(new Unavailable('Redis is away'));
  const outbox = start();
  outbox.offer(deliveryOf('a'));
  await settle();
  expect(outbox.health().detail).toMatch(/Redis is away/);
  expect(outbox.settled('a', 1)).toBe(false);
  delivered.replace = replace;
  await wake();
  expect(tried).toEqual(['a/1']);
  expect(await delivered.get('a')).toBeDefined();
});

test('what there is no room for is taken on as room comes free, and nothing is lost', async () => {
  let up = false;
  const { start, tried, wake } = world(async () => {
    if (!up) throw new Unavailable('no connection');
  }, 10);
  const outbox = start();
  const all = Array.from({ length: 25 }, (_, n) => deliveryOf(`i${n}`));
  for (const delivery of all) outbox.offer(delivery);
  await settle();
  expect(outbox.health().detail).toMatch(/^10 waiting/);
  up = true;
  for (let round = 0; round < 10; round++) {
    // What a task does at each tick.
    for (const delivery of all) if (!outbox.settled(delivery.incident, 1)) outbox.offerAgain(delivery);
    await wake();
  }
  for (const { incident } of all) expect(outbox.settled(incident, 1)).toBe(true);
  expect(tried).toHaveLength(25 + 2);
});

test('of what was delivered the oldest is forgotten', async () => {
  const { start, delivered } = world(undefined, 100, {}, 10);
  const outbox = start();
  for (let n = 0; n < 20; n += 10) {
    for (let k = n; k < n + 10; k++) outbox.offer(deliveryOf(`i${k}`));
    await settle();
  }
  expect((await delivered.all()).size).toBeLessThanOrEqual(10);
  expect(outbox.settled('i19', 1)).toBe(true);
  expect(outbox.settled('i2', 1)).toBe(false);
  for (let restart = 0; restart < 3; restart++) {
    const next = start();
    for (let n = 0; n < 5; n++) next.offer(deliveryOf(`r${restart}.${n}`));
    await settle();
  }
  expect((await delivered.all()).size).toBeLessThanOrEqual(10);
});

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('offer' as const), incident: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.constant({ do: 'restart' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'wait' as const }) },
);

/** A sink whose deliveries fail or half-fail at random until it is calm, and what people see there. */
function unreliable(dice: Iterator<number>) {
  const shown = new Map<string, number>();
  const state = { shown, busy: 0, calm: false };
  const deliver: IncidentSink['deliver'] = async ({ incident, revision }) => {
    expect(++state.busy).toBe(1);
    await settle();
    const luck = state.calm ? 5 : dice.next().value;
    // Some failures come before the other side has done it, some after.
    if (luck > 0) shown.set(incident, revision);
    state.busy--;
    if (luck < 2) throw new Unavailable('no');
  };
  return { state, deliver };
}

async function play(steps: readonly { do: string; incident?: number }[], dice: Iterator<number>) {
  const { state, deliver } = unreliable(dice);
  const { start, wake, crashes } = world(deliver);
  let outbox = start();
  const newest = new Map<string, number>();
  const offer = (incident: string) => outbox.offer(deliveryOf(incident, newest.get(incident) ?? 1));
  const act: Readonly<Record<string, (incident: string) => Promise<void>>> = {
    wait: wake,
    async offer(incident) {
      newest.set(incident, (newest.get(incident) ?? 0) + 1);
      offer(incident);
    },
    async restart() {
      await outbox.stop();
      outbox = start();
      for (const incident of newest.keys()) offer(incident);
    },
  };
  for (const one of steps) await act[one.do]?.(`i${one.incident}`);
  state.calm = true;
  for (let n = 0; n < 40; n++) await wake();
  expect(Object.fromEntries(state.shown)).toEqual(Object.fromEntries(newest));
  for (const [incident, revision] of newest) expect(outbox.settled(incident, revision)).toBe(true);
  expect(crashes).toEqual([]);
}

test('whatever fails or crashes, each incident ends at its newest revision and no two deliveries overlap', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.infiniteStream(fc.nat(5)), play), {
    numRuns: 60,
  });
});
