import { AccessRefused } from '@aiops/runtime';
import { expect } from 'vitest';

/** A try to connect that has to be refused, and what the refusal says. */
export interface Refusal {
  readonly attempt: () => Promise<unknown>;
  readonly says: RegExp;
}

/** Expects `AccessRefused` in one line of the given shape, without the password that was tried (`wrong-one`). */
export async function expectRefusal({ attempt, says }: Refusal, line: RegExp): Promise<void> {
  const refusal = await attempt().then(
    () => undefined,
    (error: Error) => error,
  );
  expect(refusal).toBeInstanceOf(AccessRefused);
  expect(refusal?.message).toMatch(says);
  expect(refusal?.message).toMatch(line);
  expect(refusal?.message).not.toContain('wrong-one');
}
