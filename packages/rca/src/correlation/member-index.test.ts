import { describe, expect, test } from 'vitest';
import { createTopologyIndex } from '../network/topology-index.ts';
import { START, sighting } from '../testing/anomaly.ts';
import { node, twoRacks } from '../testing/network.ts';
import { take } from './incident.ts';
import { emptyDomain, limits } from './incident-state.ts';
import type { FoldContext } from './lifecycle.ts';
import { memberIndex } from './member-index.ts';

const { tors, servers, topology } = twoRacks();
const known = [...tors, ...servers.flat()];
const strangers = Array.from({ length: 30 }, (_, n) => node('server', `stranger-${n}`));
const hosts = [...known, ...strangers];

function contextOf(mapped: boolean, published: string[] = []): FoldContext {
  const index = mapped ? createTopologyIndex(topology) : undefined;
  return {
    options: { windowMs: 600_000, waitMs: 30_000, resolveAfterMs: 300_000, updateEveryMs: 30_000 },
    space: { index, depth: 2, windowMs: 600_000 },
    publish: (revision) => published.push(JSON.stringify(revision)),
  };
}

/** Folds anomalies that join, rise, end and are pushed out; `restored` as after a restart now and then. */
function folded(restored: boolean, mapped: boolean) {
  let state = emptyDomain();
  const published: string[] = [];
  const context = contextOf(mapped, published);
  for (let n = 0; n < 420; n++) {
    // Every third one is the end, or a rise, of one that came 40 before.
    const [number, revision] = n % 3 === 2 && n > 60 ? [n - 40, 2] : [n, 1];
    const about = hosts[(number * 7) % hosts.length]!;
    const metric = `m${number % 29}`;
    const at = number * 2;
    const score = 3 + ((number * 13) % 17) / 4 + revision;
    const ended = revision === 2 && n % 2 === 0 ? { ended: n * 2 } : {};
    const next = { ...sighting(about, { metric, at, score, revision, ...ended }), newsAt: START + n * 2000 };
    take(state, next, START + n * 2000, context);
    if (restored && n % 5 === 0) state = JSON.parse(JSON.stringify(state));
  }
  return { state, published };
}

describe('what is kept beside the members', () => {
  test.each([true, false])('makes no difference to the results; with a topology: %s', (mapped) => {
    const straight = folded(false, mapped);
    const restored = folded(true, mapped);
    expect(straight.published).toEqual(restored.published);
    expect(straight.state).toEqual(restored.state);
    expect(straight.published.length).toBeGreaterThan(10);
  });
  test('is what the members themselves give, also when some were pushed out', () => {
    const { state } = folded(false, false);
    const [incident] = state.incidents;
    expect(incident!.total).toBeGreaterThan(limits.members);
    const { byId, perEntity } = memberIndex(incident!);
    const afresh = memberIndex(JSON.parse(JSON.stringify(incident)));
    expect(byId).toEqual(new Map([...byId.keys()].map((id) => [id, afresh.byId.get(id)])));
    expect(byId.size).toBe(afresh.byId.size);
    expect(new Map([...perEntity].sort())).toEqual(new Map([...afresh.perEntity].sort()));
  });
  test('stays bounded while entities come and go', () => {
    const state = emptyDomain();
    const context = contextOf(false);
    for (let n = 0; n < 12 * limits.members; n++) {
      const score = 3 + n / 10_000;
      take(state, sighting(node('server', `passer-by-${n}`), { score }), START, context);
    }
    const [incident] = state.incidents;
    expect(memberIndex(incident!).arrivals.length).toBeLessThanOrEqual(10 * limits.members);
    expect(memberIndex(incident!).byId.size).toBe(limits.members);
  });
});
