import { availableParallelism } from 'node:os';
import { kinds } from './kinds.ts';
import type { SimulationOptions } from './simulation.ts';

/** Options of the command line, for `parseArgs`. */
export const simulationArguments = {
  kinds: { type: 'string' },
  series: { type: 'string' },
  weeks: { type: 'string' },
  seed: { type: 'string' },
  threads: { type: 'string' },
} as const;

type Given = { readonly [name in keyof typeof simulationArguments]?: string | undefined };

/** Less would leave no room for the longest fault. */
const LEAST_WEEKS = 0.5;

/** Reads what was given; defaults are the whole simulation. Throws an error that names the argument. */
export function simulationOptions(given: Given): SimulationOptions {
  return {
    kinds: kindsOf(given.kinds),
    series: whole('series', given.series ?? '100', 1),
    weeks: weeksOf(given.weeks ?? '4'),
    seed: whole('seed', given.seed ?? '1', 0),
    threads: whole('threads', given.threads ?? String(availableParallelism()), 1),
  };
}

function kindsOf(text: string | undefined): string[] {
  const known = [...kinds.keys()];
  if (text === undefined) return known;
  const names = text.split(',');
  const unknown = names.find((name) => !kinds.has(name));
  if (unknown !== undefined) {
    throw new Error(`--kinds: there is no kind "${unknown}"; name some of ${known.join(',')}`);
  }
  return known.filter((name) => names.includes(name));
}

function weeksOf(text: string): number {
  const weeks = Number(text);
  if (weeks >= LEAST_WEEKS && Number.isFinite(weeks)) return weeks;
  throw new Error(`--weeks ${text}: give a number from ${LEAST_WEEKS} on`);
}

function whole(name: string, text: string, least: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new Error(`--${name} ${text}: give a whole number from ${least} on`);
}
