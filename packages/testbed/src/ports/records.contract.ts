import type { StateStore } from '@aiops/runtime';
import { describe, expect, test } from 'vitest';

let names = 0;

/** What a caller may rely on of the records that instances share; `open` gives another instance's store each time. */
export function recordsContract(open: () => Promise<StateStore>): void {
  describe('records', () => {
    const newName = () => `contract-${process.pid}-${names++}`;

    test('that were never written are none', async () => {
      const records = (await open()).records(newName());
      expect([await records.get('a'), await records.all()]).toEqual([undefined, new Map()]);
      await records.delete(['a']);
      await records.delete([]);
    });

    test('are seen by every instance, the last value of each key', async () => {
      const name = newName();
      const [one, other] = [(await open()).records(name), (await open()).records(name)];
      await one.put('a', '1');
      await other.put('__proto__', '{"x":1}');
      await other.put('a', 'é\n2');
      expect(await one.get('a')).toBe('é\n2');
      expect(await one.all()).toEqual(
        new Map([
          ['a', 'é\n2'],
          ['__proto__', '{"x":1}'],
        ]),
      );
      await one.delete(['a', 'not there']);
      expect([...(await other.all()).keys()]).toEqual(['__proto__']);
    });

    test('of several names do not meet', async () => {
      const store = await open();
      const [one, other] = [store.records(newName()), store.records(newName())];
      await one.put('a', '1');
      expect(await other.get('a')).toBeUndefined();
    });

    test('are created by one of many who try at once', async () => {
      const name = newName();
      const instances = await Promise.all(Array.from({ length: 5 }, open));
      const created = await Promise.all(
        instances.map((store, index) => store.records(name).create('claim', String(index))),
      );
      expect(created.filter(Boolean)).toHaveLength(1);
      expect(await instances[0]?.records(name).get('claim')).toBe(String(created.indexOf(true)));
    });

    test('are replaced by one of many who have read the same', async () => {
      const name = newName();
      const instances = await Promise.all(Array.from({ length: 5 }, open));
      const replaceAll = (read: string | undefined, to: string) =>
        Promise.all(instances.map((store, i) => store.records(name).replace('k', read, `${to}${i}`)));
      for (const [read, to] of [
        [undefined, '{"é":'],
        ['current', ''],
      ] as const) {
        const records = (await open()).records(name);
        const known = read === undefined ? undefined : await records.get('k');
        const replaced = await replaceAll(known, to);
        expect(replaced.filter(Boolean)).toHaveLength(1);
        expect(await records.get('k')).toBe(`${to}${replaced.indexOf(true)}`);
      }
      expect(await replaceAll(undefined, 'x')).not.toContain(true);
      expect(await replaceAll('never there', 'x')).not.toContain(true);
    });
  });
}
