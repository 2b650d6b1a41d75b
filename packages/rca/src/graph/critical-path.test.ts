import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Arc, criticalPath } from './critical-path.ts';

type Drawn = readonly (readonly [from: number, to: number, criticality: number])[];

function arcsOf(size: number, drawn: Drawn): Arc[][] {
  return Array.from({ length: size }, (_, node) =>
    drawn
      .filter(([from]) => from === node)
      .map(([, to, criticality]) => ({ to, criticality }))
      .sort((a, b) => a.to - b.to || b.criticality - a.criticality),
  );
}

function leadsTo(arcs: readonly Arc[][], from: number, to: number): boolean {
  const reached = new Set([from]);
  for (const node of reached) for (const { to: next } of arcs[node] ?? []) reached.add(next);
  return reached.has(to);
}

const sameRing = (arcs: readonly Arc[][], a: number, b: number) => leadsTo(arcs, a, b) && leadsTo(arcs, b, a);

/** The greatest sum of any chain from a node on, by trying all of them; rings are one place. */
function greatestSum(arcs: readonly Arc[][], from: number): number {
  const members = arcs.flatMap((_, node) => (sameRing(arcs, from, node) ? [node] : []));
  const onward = members
    .flatMap((node) => arcs[node] ?? [])
    .filter(({ to }) => !members.includes(to))
    .map(({ to, criticality }) => criticality + greatestSum(arcs, to));
  return Math.max(0, ...onward);
}

const drawn = fc.integer({ min: 1, max: 8 }).chain((size) => {
  const node = fc.nat(size - 1);
  // Eighths add up without rounding.
  const criticality = fc.nat(8).map((eighths) => eighths / 8);
  return fc.tuple(fc.constant(size), fc.array(fc.tuple(node, node, criticality), { maxLength: 14 }));
});

describe('the critical path', () => {
  test('is the chain of dependencies with the greatest sum, each step of it a dependency', () => {
    fc.assert(
      fc.property(drawn, ([size, edges]) => {
        const arcs = arcsOf(size, edges);
        const path = criticalPath(arcs);
        let sum = 0;
        for (const [at, from] of path.slice(0, -1).entries()) {
          const to = path[at + 1]!;
          const arc = arcs[from]!.find((one) => one.to === to);
          expect(arc).toBeDefined();
          if (!sameRing(arcs, from, to)) sum += arc!.criticality;
        }
        expect(sum).toBe(Math.max(...arcs.map((_, node) => greatestSum(arcs, node))));
        expect(new Set(path).size).toBe(path.length);
        const leaves = edges.some(([from, to]) => !sameRing(arcs, from, to));
        expect(path.length > 1).toBe(leaves);
      }),
      { numRuns: 500 },
    );
  });

  test('begins where nothing depends on it, also when the first step is hardly felt', () => {
    const arcs = arcsOf(4, [
      [3, 2, 0],
      [2, 0, 1],
      [0, 1, 1],
    ]);
    expect(criticalPath(arcs)).toEqual([3, 2, 0, 1]);
  });

  test('prefers few sure steps to many unsure ones', () => {
    expect(
      criticalPath(
        arcsOf(4, [
          [0, 1, 0.25],
          [1, 2, 0.25],
          [0, 3, 1],
        ]),
      ),
    ).toEqual([0, 3]);
  });

  test('goes through a ring by its shortest way', () => {
    const ring: Drawn = [
      [1, 2, 1],
      [2, 3, 1],
      [3, 1, 1],
    ];
    expect(criticalPath(arcsOf(5, [[0, 1, 1], ...ring, [3, 4, 1]]))).toEqual([0, 1, 2, 3, 4]);
    expect(criticalPath(arcsOf(5, ring))).toEqual([]);
  });
});
