import { type CallFigures, type EventMessage, formatTimestamp, type TopologyEdge } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { NOON } from '../testing/spans.ts';
import { addCall, type ObservedCall, type ObservedCalls, observedCall } from './observed-call.ts';
import { withFigures } from './with-figures.ts';

const shop = 'urn:aiops:service:service:default:shop';
const cart = 'urn:aiops:service:service:default:cart';
const nodes = [shop, cart].map((id) => ({
  ...{ id, kind: 'service', name: id.slice(-4), type: 'service', site: 'default' },
  aliases: id === cart ? ['basket'] : [],
})) as never;
const edge: TopologyEdge = { from: shop, to: cart, kind: 'calls', source: 'devices', criticality: 1 };
const minute = (n: number) => formatTimestamp(NOON + n * 60_000);
const figures = (rate: number, error_rate: number, latency: number, end: number) => ({
  ...{ rate, error_rate, latency_p50: latency, latency_p95: 2 * latency, latency_p99: 3 * latency },
  window_end: minute(end),
});
const event = (callee: string, details: object): EventMessage => ({
  timestamp: minute(1),
  event_type: 'edge_observed',
  entity_id: shop,
  details: { caller: 'shop', callee, ...details },
});
const call = (callee: string, figure: CallFigures) => observedCall(event(callee, figure)) as ObservedCall;
const after = (calls: readonly ObservedCall[], before: Partial<TopologyEdge> = {}) =>
  withFigures({ nodes, edges: [edge] }, calls, {
    ...{ version: 'v', as_of: '', nodes },
    edges: [{ ...edge, ...before }],
  });

test('an edge has the figures of its newest minute, in whatever order they come', () => {
  const [old, young] = [figures(1, 50, 10, 1), figures(2, 0, 20, 2)];
  expect(after([call('cart', old)])).toEqual([{ ...edge, ...old }]);
  expect(after([call('cart', young)], old)).toEqual([{ ...edge, ...young }]);
  expect(after([call('cart', old)], young)).toEqual([{ ...edge, ...young }]);
  expect(after([], young)).toEqual([{ ...edge, ...young }]);
  const calls: ObservedCalls = {};
  for (const one of [old, young, old]) addCall(calls, call('cart', one), true);
  addCall(calls, call('other', old), false);
  expect(Object.values(calls)).toEqual([call('cart', young)]);
});

test('names of one peer are put together: rates added, failures weighed, the longest latencies', () => {
  const calls = [call('cart', figures(3, 10, 10, 2)), call('basket', figures(1, 50, 30, 2))];
  const expected = [{ ...edge, ...figures(4, 20, 30, 2) }];
  expect(after(calls)).toEqual(expected);
  expect(after([...calls].reverse())).toEqual(expected);
  expect(after([...calls, call('cart:80', figures(9, 9, 9, 1))])).toEqual(expected);
});

test('calls of what is no edge, and events without figures, add nothing', () => {
  expect(after([call('nowhere', figures(1, 1, 1, 1)), call('shop', figures(1, 1, 1, 1))])).toEqual([edge]);
  expect(observedCall(event('cart', { first_seen: minute(1) }))).toBeUndefined();
  expect(observedCall(event('cart', { window_end: minute(1) }))).toBeUndefined();
  expect(observedCall(event('cart', { rate: 'many', window_end: minute(1) }))).toBeUndefined();
  expect(call('cart', figures('2' as never, 0, 1, 1)).figures.rate).toBe(2);
});
