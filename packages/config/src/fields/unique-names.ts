import type { z } from 'zod';

/** A check for lists of named things: anomaly ids are made of rule names, so two of one name would be one. */
export function uniqueNames(items: readonly { name: string }[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, { name }] of items.entries()) {
    if (seen.has(name)) {
      context.addIssue({ code: 'custom', path: [index, 'name'], message: 'expected a name of its own' });
    }
    seen.add(name);
  }
}
