import { availableParallelism } from 'node:os';
import { kinds as knownKinds } from './kinds.ts';
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

/** To start a thread takes as long as to judge so much. */
const SERIES_WEEKS_PER_THREAD = 50;
/** Less would leave no room for the longest fault. */
const LEAST_WEEKS = 0.5;

/** Reads what was given; defaults are the whole simulation. Throws an error that names the argument. */
export function simulationOptions(given: Given): SimulationOptions {
  const kinds = kindsOf(given.kinds);
  const series = whole('series', given.series ?? '100', 1);
  const weeks = weeksOf(given.weeks ?? '4');
  return {
    kinds,
    series,
    weeks,
    seed: whole('seed', given.seed ?? '1', 0),
    threads: whole('threads', given.threads ?? usualThreads(kinds.length * series * weeks), 1),
  };
}

/** One for each processor, and for the few series of a quick look none but this one. */
function usualThreads(seriesWeeks: number): string {
  return String(Math.min(availableParallelism(), 1 + Math.floor(seriesWeeks / SERIES_WEEKS_PER_THREAD)));
}

function kindsOf(text: string | undefined): string[] {
  const known = [...knownKinds.keys()];
  if (text === undefined) return known;
  const names = text.split(',');
  const unknown = names.find((name) => !knownKinds.has(name));
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
