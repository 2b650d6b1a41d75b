import type { Records } from '@aiops/runtime';

/**
 * Puts in the place of a record what follows from it (undefined: it stays), whoever else does so at the same time: what is written never
 * follows from what was there before. Rejects with `Unavailable` like the records.
 */
export async function reviseRecord(
  records: Records,
  key: string,
  next: (text: string | undefined) => string | undefined,
): Promise<void> {
  for (;;) {
    const text = await records.get(key);
    const revised = next(text);
    if (revised === undefined || revised === text || (await records.replace(key, text, revised))) return;
  }
}
