import { Fenced, type Offsets, type StateStore } from '@aiops/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordsContract } from './records.contract.ts';
import { stateCrashContract } from './state-crash.contract.ts';
import { owner } from './state-owner.ts';

/** Where instances under test keep their state. */
export interface StateBackend {
  /** A store as one instance of a service opens it; all stores of a backend see the same data. */
  open(): Promise<StateStore>;
  /** Frees what the backend holds. The opened stores are closed already. */
  close(): Promise<void>;
}

/** What a caller may rely on, whichever store it was given. `make` is called once; each test uses scopes of its own. */
export function stateContract(name: string, make: () => Promise<StateBackend>): void {
  describe(`state store: ${name}`, () => {
    const opened: StateStore[] = [];
    let backend: StateBackend;
    let scopes = 0;

    beforeAll(async () => {
      backend = await make();
    });
    afterAll(async () => {
      for (const store of opened) await store.close();
      await backend?.close();
    });
    const open = async () => {
      const store = await backend.open();
      opened.push(store);
      return store;
    };
    const newScope = () => `contract-${process.pid}/${scopes++}`;

    recordsContract(open);

    describe('a scope', () => {
      test('that was never saved has no checkpoint', async () => {
        const store = await open();
        const scope = newScope();
        expect(await store.load(scope, {})).toBeUndefined();
        await store.acquire(scope);
        expect(await store.load(scope, { m: 100 })).toBeUndefined();
      });

      test('gives back what was saved, to another instance too', async () => {
        const scope = newScope();
        const first = await owner(await open(), scope);
        await first.save({ m: 10, l: 3 }, { a: '{"n":1}', b: '[]' });
        const second = await owner(await open(), scope);
        expect(await second.load({ m: 10, l: 3 })).toEqual({
          offsets: { m: 10, l: 3 },
          entries: new Map([
            ['a', '{"n":1}'],
            ['b', '[]'],
          ]),
        });
      });

      test('accumulates changes over many saves', async () => {
        const scope = newScope();
        const writer = await owner(await open(), scope);
        for (let i = 1; i <= 20; i++)
          await writer.save({ m: i }, { [`k${i % 7}`]: String(i), same: String(i) });
        const entries = (await writer.load({ m: 20 }))?.entries;
        expect(Object.fromEntries(entries ?? [])).toEqual({
          k0: '14',
          k1: '15',
          k2: '16',
          k3: '17',
          k4: '18',
          k5: '19',
          k6: '20',
          same: '20',
        });
      });

      test('can be saved with no changes at all, and with no entries at all', async () => {
        const scope = newScope();
        const writer = await owner(await open(), scope);
        await writer.save({ m: 1 }, {});
        expect(await writer.load({ m: 1 })).toEqual({ offsets: { m: 1 }, entries: new Map() });
        await writer.save({ m: 2 }, { a: '1' });
        await writer.save({ m: 3 }, {});
        expect(await writer.load({ m: 3 })).toEqual({ offsets: { m: 3 }, entries: new Map([['a', '1']]) });
        expect((await writer.load({ m: 2 }))?.entries).toEqual(new Map([['a', '1']]));
      });

      test('does not see another scope', async () => {
        const store = await open();
        const [one, two] = [newScope(), newScope()];
        await (await owner(store, one)).save({ m: 5 }, { a: '1' });
        await (await owner(store, two)).save({ m: 9 }, { a: '2' });
        expect(await store.load(one, { m: 9 })).toEqual({
          offsets: { m: 5 },
          entries: new Map([['a', '1']]),
        });
        expect(await store.load(two, { m: 5 })).toBeUndefined();
      });

      test('keeps JSON text as it is, byte for byte', async () => {
        const scope = newScope();
        const writer = await owner(await open(), scope);
        const texts = [
          '{"a":"ünïcode 机架交换机 🛰️"}',
          '"\\u0000\\n\\"quoted\\""',
          '  {"spaces" : 1 }  ',
          '-',
          '=',
          '=-',
          '',
          '1e400',
          '\u0000raw',
        ];
        const changes = Object.fromEntries(texts.map((text, i) => [`ключ ${i} {x}:*`, text]));
        await writer.save({ m: 1 }, changes);
        expect(Object.fromEntries((await writer.load({ m: 1 }))?.entries ?? [])).toEqual(changes);
        const overwritten = Object.fromEntries(Object.keys(changes).map((key) => [key, 'x']));
        await writer.save({ m: 2 }, overwritten);
        expect(Object.fromEntries((await writer.load({ m: 1 }))?.entries ?? [])).toEqual(changes);
      });
    });

    stateCrashContract(open, newScope);

    describe('which checkpoint is loaded', () => {
      const cases: [what: string, committed: Offsets, expected: Offsets | undefined][] = [
        ['the newest when all topics are committed', { m: 20, l: 8 }, { m: 20, l: 8 }],
        ['the newest when more is committed', { m: 25, l: 9, other: 1 }, { m: 20, l: 8 }],
        ['the one before when one topic lags', { m: 20, l: 7 }, { m: 10, l: 7 }],
        ['none when even the one before is ahead', { m: 9, l: 8 }, undefined],
        ['none when a topic has no commit', { m: 20 }, undefined],
      ];
      test.each(cases)('%s', async (_, committed, expected) => {
        const scope = newScope();
        const writer = await owner(await open(), scope);
        await writer.save({ m: 10, l: 7 }, { a: '1' });
        await writer.save({ m: 20, l: 8 }, { a: '2' });
        expect((await writer.load(committed))?.offsets).toEqual(expected);
      });

      test('a topic at offset 0 needs no commit', async () => {
        const scope = newScope();
        const writer = await owner(await open(), scope);
        await writer.save({ m: 10, l: 0 }, { a: '1' });
        expect((await writer.load({ m: 10 }))?.offsets).toEqual({ m: 10, l: 0 });
      });

      test('only two are kept', async () => {
        const scope = newScope();
        const writer = await owner(await open(), scope);
        for (const m of [1, 2, 3]) await writer.save({ m }, { a: String(m) });
        expect((await writer.load({ m: 2 }))?.entries.get('a')).toBe('2');
        expect(await writer.load({ m: 1 })).toBeUndefined();
      });

      test('loading again after loading the one before can still give the newest', async () => {
        const scope = newScope();
        const writer = await owner(await open(), scope);
        await writer.save({ m: 1 }, { a: '1' });
        await writer.save({ m: 2 }, { a: '2' });
        expect((await writer.load({ m: 1 }))?.entries.get('a')).toBe('1');
        expect((await writer.load({ m: 2 }))?.entries.get('a')).toBe('2');
        await writer.save({ m: 3 }, { b: '3' });
        expect(Object.fromEntries((await writer.load({ m: 3 }))?.entries ?? [])).toEqual({ a: '2', b: '3' });
      });
    });

    describe('ownership', () => {
      test('epochs grow', async () => {
        const scope = newScope();
        const first = await (await open()).acquire(scope);
        const second = await (await open()).acquire(scope);
        expect(second).toBeGreaterThan(first);
      });

      test('a replaced instance cannot write, and its attempt changes nothing', async () => {
        const scope = newScope();
        const replaced = await owner(await open(), scope);
        await replaced.save({ m: 1 }, { a: '1' });
        const successor = await owner(await open(), scope);
        await successor.load({ m: 1 });
        await expect(replaced.save({ m: 2 }, { a: '9', b: '9' })).rejects.toBeInstanceOf(Fenced);
        await successor.save({ m: 3 }, { c: '3' });
        await expect(replaced.save({ m: 4 }, { a: null })).rejects.toBeInstanceOf(Fenced);
        expect(await successor.load({ m: 3 })).toEqual({
          offsets: { m: 3 },
          entries: new Map([
            ['a', '1'],
            ['c', '3'],
          ]),
        });
        expect((await successor.load({ m: 1 }))?.entries).toEqual(new Map([['a', '1']]));
      });

      test('an epoch that was never given out cannot write', async () => {
        const store = await open();
        const scope = newScope();
        const epoch = await store.acquire(scope);
        await expect(store.save(scope, epoch + 1, { m: 1 }, new Map())).rejects.toBeInstanceOf(Fenced);
        await expect(store.save(newScope(), 1, { m: 1 }, new Map())).rejects.toBeInstanceOf(Fenced);
      });

      test('an owner that loads nothing builds on the newest', async () => {
        const scope = newScope();
        const store = await open();
        const first = await owner(store, scope);
        await first.save({ m: 1 }, { a: '1' });
        await first.save({ m: 2 }, { a: '2' });
        await first.load({ m: 1 });
        const second = await owner(store, scope);
        await second.save({ m: 3 }, { b: '3' });
        expect(Object.fromEntries((await second.load({ m: 3 }))?.entries ?? [])).toEqual({ a: '2', b: '3' });
      });

      test('the error says whose state it was', async () => {
        const scope = newScope();
        const replaced = await owner(await open(), scope);
        await (await open()).acquire(scope);
        await expect(replaced.save({ m: 1 }, {})).rejects.toThrow(new RegExp(`${scope}.*epoch`));
      });
    });

    test('large checkpoints are saved, loaded and taken back', { timeout: 120_000 }, async () => {
      const scope = newScope();
      const writer = await owner(await open(), scope);
      const first = manyEntries(20_000, 'a');
      await writer.save({ m: 1 }, first);
      await writer.save({ m: 2 }, manyEntries(20_000, 'b'));
      const reader = await owner(await open(), scope);
      expect(differing((await reader.load({ m: 2 }))?.entries, manyEntries(20_000, 'b'))).toBe(0);
      expect(differing((await reader.load({ m: 1 }))?.entries, first)).toBe(0);
    });

    describe('a value on its own', () => {
      test('is kept, replaced, and absent before', async () => {
        const [store, other] = [await open(), await open()];
        const key = `${newScope()}:cursor`;
        expect(await store.get(key)).toBeUndefined();
        await store.set(key, '{"at":1}');
        expect(await other.get(key)).toBe('{"at":1}');
        await other.set(key, '');
        expect(await store.get(key)).toBe('');
      });

      test('has nothing to do with a scope of the same name', async () => {
        const store = await open();
        const scope = newScope();
        await store.set(scope, 'value');
        await (await owner(store, scope)).save({ m: 1 }, { a: '1' });
        expect(await store.get(scope)).toBe('value');
        expect((await store.load(scope, { m: 1 }))?.entries.size).toBe(1);
      });
    });
  });
}

function manyEntries(count: number, fill: string): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`series-${i}`, JSON.stringify(`${i}${fill.repeat(1_000)}`)]),
  );
}

/** How many entries differ; one number instead of a diff of megabytes. */
function differing(found: ReadonlyMap<string, string> | undefined, expected: Record<string, string>): number {
  const keys = new Set([...(found?.keys() ?? []), ...Object.keys(expected)]);
  return [...keys].filter((key) => found?.get(key) !== expected[key]).length;
}
