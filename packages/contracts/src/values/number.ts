import { z } from 'zod';

/** A decimal number as text: what VictoriaMetrics and people send. */
const NUMERIC = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;

/** A finite number, or a string that spells one: systems such as VictoriaMetrics send numbers as strings. */
export const numberSchema = z.union(
  [
    z.number(),
    z.string().refine((text) => parseNumber(text) !== undefined, 'expected number, received string'),
  ],
  { error: (issue) => `expected number, received ${kindOf(issue.input)}` },
);

/** The finite number that a value is or spells, undefined for anything else (`NaN`, `1e999`, an empty text). */
export function parseNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !NUMERIC.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** The number that a value accepted by {@link numberSchema} stands for. */
export function toNumber(value: number | string): number {
  return typeof value === 'number' ? value : Number(value);
}

/** A word for what kind of JSON value something is, for error texts. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return typeof value;
}
