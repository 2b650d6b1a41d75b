import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { startOrder, UnknownServer } from './start-order.ts';

const all = [
  { name: 'services', needs: ['kafka', 'redis'] },
  { name: 'redis', needs: [] },
  { name: 'kafka', needs: ['zookeeper'] },
  { name: 'zookeeper', needs: [] },
];
const names = (order: readonly { name: string }[]) => order.map(({ name }) => name);

describe('the order of starting', () => {
  test('has what is needed first, and nothing that is not', () => {
    expect(names(startOrder(all, ['kafka']))).toEqual(['zookeeper', 'kafka']);
    expect(names(startOrder(all, ['redis', 'services']))).toEqual([
      'zookeeper',
      'kafka',
      'redis',
      'services',
    ]);
    expect(startOrder(all, [])).toEqual([]);
  });

  test('refuses a name that it does not know, and says who needs it', () => {
    expect(() => startOrder(all, ['kafak'])).toThrow(UnknownServer);
    expect(() => startOrder(all, ['kafak'])).toThrow('There is no server kafak; there are services, redis');
    expect(() => startOrder([{ name: 'a', needs: ['b'] }], ['a'])).toThrow('no server b, which a needs');
  });

  test('refuses needs that go in a circle', () => {
    const circle = [
      { name: 'a', needs: ['b'] },
      { name: 'b', needs: ['a'] },
    ];
    expect(() => startOrder(circle, ['b'])).toThrow('servers need each other: b → a → b');
  });

  test('is the same for any order of the names, and never has one before what it needs', () => {
    // Each needs only those of a lower number, so there is no circle.
    const graph = fc.integer({ min: 1, max: 8 }).chain((size) =>
      fc.tuple(
        ...Array.from({ length: size }, (_, i) =>
          fc.uniqueArray(fc.integer({ min: 0, max: Math.max(0, i - 1) })).map((needs) => ({
            name: String(i),
            needs: i === 0 ? [] : needs.map(String),
          })),
        ),
      ),
    );
    fc.assert(
      fc.property(graph, fc.integer(), (nodes, seed) => {
        const wanted = nodes.map(({ name }) => name).filter((_, i) => ((seed >> i) & 1) === 1);
        const order = startOrder([...nodes].reverse(), wanted);
        const place = new Map(order.map(({ name }, i) => [name, i]));
        for (const { name, needs } of order)
          for (const need of needs) expect(place.get(need)).toBeLessThan(place.get(name)!);
        expect(startOrder([...nodes].reverse(), wanted.toReversed())).toEqual(order);
        for (const name of wanted) expect(place.has(name)).toBe(true);
      }),
    );
  });
});
