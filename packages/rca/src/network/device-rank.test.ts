import { describe, expect, test } from 'vitest';
import { compareRank, deviceRank } from './device-rank.ts';

const nearer = (a: string, b: string) => compareRank(deviceRank({ type: a }), deviceRank({ type: b }));

describe('the nearer device to the core', () => {
  test.each([
    ['internet', 'router'],
    ['core_switch', 'spine'],
    ['spine-switch', 'firewall'],
    ['firewall', 'distribution'],
    ['aggregation switch', 'leaf'],
    ['tor', 'server'],
    ['switch', 'storage'],
    ['access_switch', 'bmc'],
    ['server', 'service'],
  ])('%s before %s', (a, b) => {
    expect(nearer(a, b)).toBeLessThan(0);
    expect(nearer(b, a)).toBeGreaterThan(0);
  });
  test('is unknown for types that say nothing', () => {
    expect(nearer('unknown', 'switch')).toBe(0);
    expect(nearer('switch', 'tor')).toBe(0);
  });
});

test('a smaller tier number is nearer to the core, and 2.5 lies between 2 and 3', () => {
  const rank = (tier: string) => deviceRank({ type: 'switch', tier });
  expect(compareRank(rank('1'), rank('2'))).toBeLessThan(0);
  expect(compareRank(rank('tier-2'), rank('2.5'))).toBeLessThan(0);
  expect(compareRank(rank('2.5'), rank('3'))).toBeLessThan(0);
  expect(compareRank(rank('6'), rank('7'))).toBeLessThan(0);
});

test('a tier that is neither a number nor a known word leaves it to the type', () => {
  expect(
    compareRank(deviceRank({ type: 'server', tier: 'gold' }), deviceRank({ type: 'switch', tier: 'bronze' })),
  ).toBeGreaterThan(0);
});
