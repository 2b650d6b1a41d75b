import type { MetricMessage } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { rackAftermath } from './aftermath.ts';

const END = Date.UTC(2026, 0, 27, 12);
const MINUTE = 60_000;
const REPAIRED = END + 2 * MINUTE + 5_000;

/** Values of a metric of a device, with their minutes after the end. */
function values(name: string, metric: string): [number, number][] {
  return rackAftermath(END, REPAIRED, END, END + 5 * MINUTE)
    .map(({ message }) => message.value as MetricMessage)
    .filter(({ entity_name, metric_name }) => entity_name === name && metric_name === metric)
    .map(({ values: [[at, value] = [0, 0]] }) => [(Number(at) * 1_000 - END) / MINUTE, Number(value)]);
}

test('what failed goes on failing until it is repaired, and is well from then on', () => {
  const traffic = values('tor-r12', 'network_out');
  expect(traffic).toHaveLength(30);
  expect(traffic.filter(([at]) => at <= 2).every(([, value]) => value < 1e6)).toBe(true);
  expect(traffic.filter(([at]) => at > 2.1).every(([, value]) => value > 3e8)).toBe(true);
  const slow = values('web-01', 'response_time');
  expect(
    slow
      .filter(([, value]) => value > 1_000)
      .map(([at]) => at)
      .at(-1),
  ).toBeCloseTo(2.33, 1);
});

test('what stood beside it was and is well', () => {
  expect(values('batch-01', 'response_time').every(([, value]) => value < 100)).toBe(true);
});

test('errors are logged until the repair, and the switch tells of it', () => {
  const lines = rackAftermath(END, REPAIRED, END, END + 5 * MINUTE).filter(
    ({ message }) => message.topic === 'aiops.logs',
  );
  const last = lines.at(-1);
  expect(last).toMatchObject({
    at: REPAIRED,
    message: { value: { log_line: expect.stringContaining('changed state to up') } },
  });
  expect(lines.filter(({ at }) => at < REPAIRED).length).toBeGreaterThan(50);
});

test('in portions it is the same as in one go, and comes after the scenario', () => {
  const whole = rackAftermath(END, REPAIRED, END, END + 4 * MINUTE);
  const parts = [END, END + 7_300, REPAIRED, END + 4 * MINUTE];
  const joined = parts
    .slice(1)
    .flatMap((to, place) => rackAftermath(END, REPAIRED, parts[place] as number, to));
  expect(joined).toEqual(whole);
  expect(whole.every(({ at }) => at > END)).toBe(true);
});
