import { expect, test } from 'vitest';
import { jsonState } from '../testing/json-state.ts';
import { NOON, span, trace } from '../testing/spans.ts';
import { createTraceSightings } from './trace-sightings.ts';

const LATEST = NOON + 3_600_000;

/** What messages show, one line per sighting. */
function watch(
  messages: readonly ReturnType<typeof trace>[],
  limits?: Parameters<typeof createTraceSightings>[1],
) {
  const state = jsonState();
  return messages.map((message) =>
    // Another instance for each message: only the state may hold what lasts.
    createTraceSightings(state, limits)
      .onTrace(message, LATEST)
      .map(({ sighting: { kind, relation, from, to }, at }) => {
        const end = to.site === undefined ? to.name : `${to.name}@${to.site}`;
        return `${(at - NOON) / 1_000} ${from.name} ${kind} ${to.as} ${end} ${relation}`;
      }),
  );
}

const client = { kind: 'client' as const };

test('a child in another service is a call, whichever of the two comes first', () => {
  const parent = trace('t', span('p', 'shop', 2, client));
  const child = trace('t', span('c', 'db', 1, { parent: 'p', kind: 'server' }));
  const call = '1 shop calls service db sync_call';
  expect(watch([parent, child])).toEqual([[], [call]]);
  expect(watch([child, parent])).toEqual([[], [call]]);
  expect(watch([trace('t', ...parent.spans, ...child.spans)])).toEqual([[call]]);
});

test('spans of another trace, of the same service, and spans that come again show nothing', () => {
  const parent = span('p', 'shop', 2, client);
  const child = span('c', 'db', 1, { parent: 'p' });
  expect(watch([trace('t', parent), trace('u', child)])).toEqual([[], []]);
  expect(watch([trace('t', parent, span('c', 'shop', 1, { parent: 'p' }))])).toEqual([[]]);
  expect(watch([trace('t', parent, child), trace('t', child, parent)]).at(-1)).toEqual([]);
});

test('a call through a queue is asynchronous', () => {
  const spans = [
    span('p', 'shop', 1, { kind: 'producer' }),
    span('c', 'mail', 5, { parent: 'p', kind: 'consumer' }),
  ];
  expect(watch([trace('t', ...spans)])).toEqual([['5 shop calls service mail async']]);
});

test('a call that nobody answers goes to whom the caller names, once the trace is old', () => {
  const spans = [
    span('a', 'shop', 1, { ...client, tags: { 'peer.service': 'postgres', 'server.address': '10.0.0.9' } }),
    span('b', 'shop', 2, { ...client, tags: { 'server.address': 'db-1.example:5432', site: 'Lab' } }),
    span('c', 'shop', 3, { ...client, tags: { 'server.address': 'localhost' } }),
    span('d', 'shop', 4, { tags: { 'peer.service': 'no call' } }),
  ];
  const later = trace('u', span('z', 'other', 62.1));
  expect(watch([trace('t', ...spans), trace('u', span('y', 'other', 61)), later])).toEqual([
    [],
    [],
    ['1 shop calls peer postgres sync_call', '2 shop calls address db-1.example@lab sync_call'],
  ]);
});

test('a call that a service answers is known by that service alone', () => {
  const call = span('a', 'shop', 1, { ...client, tags: { 'server.address': '10.0.0.9' } });
  const messages = [
    trace('t', call),
    trace('t', span('b', 'cart', 1, { parent: 'a', kind: 'server' })),
    trace('u', span('z', 'other', 100)),
  ];
  expect(watch(messages)).toEqual([[], ['1 shop calls service cart sync_call'], []]);
});

test('a span tells the machine of its service, the node of a cluster rather than the pod, and never a container id', () => {
  const on = (tags: Record<string, string>) => watch([trace('t', span('a', 'shop', 1, { tags }))])[0];
  expect(on({ 'host.name': 'web-1' })).toEqual(['1 shop runs_on host web-1 physical']);
  expect(on({ 'host.name': 'pod-7', 'k8s.node.name': 'node-3' })).toEqual([
    '1 shop runs_on host node-3 physical',
  ]);
  expect(on({ 'host.name': '0123456789ab' })).toEqual([]);
});

test('names that are none, spans without a time that is believed, and hostile ids are left out', () => {
  const far = span('a', 'shop', 3_700, { tags: { 'host.name': 'web-1' } });
  const long = 'x'.repeat(300);
  const tags = { 'host.name': 'web-1' };
  const messages = [
    trace('t', far),
    trace(
      't',
      span('b', 'unknown_service:node', 1, { tags }),
      span('c', long, 1, { tags }),
      span('d', ' ', 1, { tags }),
    ),
    trace(long, span('a', 'shop', 1), span('b', 'db', 1, { parent: 'a' })),
    trace(
      '__proto__',
      span('__proto__', '__proto__', 1),
      span('b', 'constructor', 1, { parent: '__proto__' }),
    ),
  ];
  expect(watch(messages)).toEqual([[], [], [], ['1 __proto__ calls service constructor sync_call']]);
});

test('only so many traces and spans are remembered; the oldest tell what they know and leave', () => {
  const calling = (id: string) =>
    trace(
      id,
      span('a', 'shop', 1, { ...client, tags: { 'peer.service': `db-${id}` } }),
      span('b', 'shop', 1),
    );
  const state = jsonState();
  const sightings = createTraceSightings(state, { traces: 2, spans: 100, horizonMs: 60_000 });
  const found = ['1', '2', '3', '4'].map((id) =>
    sightings.onTrace(calling(id), LATEST).map(({ sighting }) => sighting.to.name),
  );
  expect(found).toEqual([[], [], ['db-1'], ['db-2']]);
  expect([...state.entries.keys()].sort()).toEqual(['traces', 'trace|3', 'trace|4']);
  const ofSpans = watch(['1', '2', '3'].map(calling), { traces: 100, spans: 4, horizonMs: 60_000 });
  expect(ofSpans.map(({ length }) => length)).toEqual([0, 0, 1]);
});
