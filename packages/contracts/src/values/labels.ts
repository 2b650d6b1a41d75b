import { z } from 'zod';

/** Labels as they arrive. Values other than strings are tolerated and read as text. */
export const labelsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export type Labels = z.infer<typeof labelsSchema>;

/** The text of a label, or undefined when it is absent or blank. */
export function label(labels: Labels, name: string): string | undefined {
  if (!Object.hasOwn(labels, name)) return undefined;
  const value = labels[name];
  if (value === null || value === undefined) return undefined;
  const text = String(value);
  return text.trim() === '' ? undefined : text;
}
