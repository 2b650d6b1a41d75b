import type { StateStore } from '@aiops/runtime';
import { describe, expect, test } from 'vitest';
import { owner } from './state-owner.ts';

/** The part of the state contract about processes that die after writing state and before committing offsets. */
export function stateCrashContract(open: () => Promise<StateStore>, newScope: () => string): void {
  describe('after a crash between state and commit', () => {
    test('the checkpoint before counts, in every changed entry', async () => {
      const scope = newScope();
      const first = await owner(await open(), scope);
      await first.save({ m: 10 }, { changed: '1', deleted: '1', untouched: '1' });
      await first.save({ m: 20 }, { changed: '2', deleted: null, created: '2' });
      const second = await owner(await open(), scope);
      expect(await second.load({ m: 10 })).toEqual({
        offsets: { m: 10 },
        entries: new Map([
          ['changed', '1'],
          ['deleted', '1'],
          ['untouched', '1'],
        ]),
      });
    });

    test('work goes on from the checkpoint before, and what was not committed leaves no trace', async () => {
      const scope = newScope();
      const first = await owner(await open(), scope);
      await first.save({ m: 10 }, { a: '1', b: '1' });
      await first.save({ m: 20 }, { a: '2', b: null, c: '2' });
      const second = await owner(await open(), scope);
      await second.load({ m: 10 });
      await second.save({ m: 15 }, { d: '3' });
      await second.save({ m: 16 }, { e: '4' });
      expect(await second.load({ m: 16 })).toEqual({
        offsets: { m: 16 },
        entries: new Map([
          ['a', '1'],
          ['b', '1'],
          ['d', '3'],
          ['e', '4'],
        ]),
      });
      expect(Object.fromEntries((await second.load({ m: 15 }))?.entries ?? [])).toEqual({
        a: '1',
        b: '1',
        d: '3',
      });
    });

    test('a second crash at the same place finds the same checkpoint', async () => {
      const scope = newScope();
      const before = { offsets: { m: 10 }, entries: new Map([['a', '1']]) };
      const first = await owner(await open(), scope);
      await first.save({ m: 10 }, { a: '1' });
      await first.save({ m: 20 }, { a: '2', b: '2' });
      const second = await owner(await open(), scope);
      expect(await second.load({ m: 10 })).toEqual(before);
      await second.save({ m: 17 }, { a: '3', c: '3' });
      const third = await owner(await open(), scope);
      expect(await third.load({ m: 10 })).toEqual(before);
      const fourth = await owner(await open(), scope);
      expect(await fourth.load({ m: 10 })).toEqual(before);
      await fourth.save({ m: 18 }, { d: '4' });
      expect(Object.fromEntries((await fourth.load({ m: 18 }))?.entries ?? [])).toEqual({ a: '1', d: '4' });
      expect(await fourth.load({ m: 10 })).toEqual(before);
    });

    test('before the very first commit nothing counts, and the work starts anew', async () => {
      const scope = newScope();
      const first = await owner(await open(), scope);
      await first.save({ m: 10 }, { a: '1', b: '1' });
      const second = await owner(await open(), scope);
      expect(await second.load({})).toBeUndefined();
      await second.save({ m: 5 }, { c: '2' });
      expect(await second.load({ m: 5 })).toEqual({ offsets: { m: 5 }, entries: new Map([['c', '2']]) });
      expect(await second.load({})).toBeUndefined();
    });

    test('what starts anew forgets both checkpoints for good', async () => {
      const scope = newScope();
      const first = await owner(await open(), scope);
      await first.save({ m: 10 }, { a: '1' });
      await first.save({ m: 11 }, { b: '1' });
      const second = await owner(await open(), scope);
      expect(await second.load({ m: 3 })).toBeUndefined();
      await second.save({ m: 20 }, { c: '2' });
      expect(await second.load({ m: 15 })).toBeUndefined();
      const third = await owner(await open(), scope);
      expect(await third.load({ m: 15 })).toBeUndefined();
      await third.save({ m: 16 }, { d: '3' });
      await third.save({ m: 17 }, { e: '3' });
      expect(Object.fromEntries((await third.load({ m: 17 }))?.entries ?? [])).toEqual({ d: '3', e: '3' });
    });

    test('a deletion is taken back', async () => {
      const scope = newScope();
      const first = await owner(await open(), scope);
      await first.save({ m: 1 }, { a: '1' });
      await first.save({ m: 2 }, { a: null });
      expect((await first.load({ m: 2 }))?.entries.size).toBe(0);
      expect((await first.load({ m: 1 }))?.entries).toEqual(new Map([['a', '1']]));
    });

    test('deleting what is not there changes nothing', async () => {
      const scope = newScope();
      const first = await owner(await open(), scope);
      await first.save({ m: 1 }, { a: '1' });
      await first.save({ m: 2 }, { ghost: null });
      expect((await first.load({ m: 2 }))?.entries).toEqual(new Map([['a', '1']]));
      expect((await first.load({ m: 1 }))?.entries).toEqual(new Map([['a', '1']]));
    });
  });
}
