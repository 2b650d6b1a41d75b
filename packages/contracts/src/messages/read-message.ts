import type { z } from 'zod';
import { parseNumber } from '../values/number.ts';
import { isPlainMetric } from './plain-metric.ts';
import { compiledTopicSchemas, type SchemaTopic, type ValueOf } from './topic-schemas.ts';
import { topics } from './topics.ts';

export type ReadResult<T> =
  | { readonly success: true; readonly data: T }
  | { readonly success: false; readonly error: z.ZodError };

/**
 * Validates a topic's value and reads it tolerantly: a number may be a numeric string in every field, and a `null` in
 * an optional field is as good as no field (Flink writes one for each empty column). Only a value that failed as it
 * stands is copied and mended, so that the usual message costs one validation; if mending does not help, the issues are
 * those of the original.
 */
export function readMessage<T extends SchemaTopic>(topic: T, value: unknown): ReadResult<ValueOf<T>> {
  if (topic === topics.metrics && isPlainMetric(value)) return { success: true, data: value as ValueOf<T> };
  const schema = compiledTopicSchemas[topic] as unknown as z.ZodType<ValueOf<T>>;
  const first = schema.safeParse(value);
  if (first.success) return first;
  const mended = structuredClone(value);
  let changed = 0;
  for (const { path } of first.error.issues) changed += mend(mended, path) ? 1 : 0;
  if (changed === 0) return first;
  const second = schema.safeParse(mended);
  return second.success ? second : first;
}

/** Replaces a numeric string by its number, removes a null. Items of lists are never removed: the others would move. */
function mend(root: unknown, path: readonly PropertyKey[]): boolean {
  const key = path.at(-1);
  let parent = root;
  for (const step of path.slice(0, -1)) parent = (parent as Record<PropertyKey, unknown> | undefined)?.[step];
  if (key === undefined || typeof parent !== 'object' || parent === null) return false;
  const holder = parent as Record<PropertyKey, unknown>;
  const value = holder[key];
  if (value === null && !Array.isArray(parent)) return delete holder[key];
  const number = typeof value === 'string' ? parseNumber(value) : undefined;
  if (number === undefined) return false;
  holder[key] = number;
  return true;
}
