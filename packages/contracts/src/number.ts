import { z } from 'zod';

/** A finite number, or a string that spells one: systems such as VictoriaMetrics send numbers as strings. */
export const numberSchema = z.union([
  z.number(),
  z.string().regex(/^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/, 'expected a number'),
]);

/** The number that a value accepted by {@link numberSchema} stands for. */
export function toNumber(value: number | string): number {
  return typeof value === 'number' ? value : Number(value);
}
