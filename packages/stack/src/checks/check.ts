import type { Stack } from '../model/stack.ts';
import type { Problem } from '../problem.ts';

/** Looks for one kind of thing that does not fit. */
export type Check = (stack: Stack) => readonly Problem[];

/** `, did you mean X?`, or nothing when no name is close. */
export function didYouMean(nearest: string | undefined): string {
  return nearest === undefined ? '' : `, did you mean ${nearest}?`;
}

/** The first problem at each place: what several services take from one line is wrong once. */
export function oncePerPlace(problems: readonly Problem[]): Problem[] {
  const first = new Map<string, Problem>();
  for (const problem of problems) {
    const key = `${problem.file}:${problem.line}:${problem.column} ${problem.rule}`;
    if (!first.has(key)) first.set(key, problem);
  }
  return [...first.values()];
}
