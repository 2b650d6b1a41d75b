import type { z } from 'zod';

/** Says at a setting what another one makes necessary. */
export function expectAt(context: z.RefinementCtx, path: string, message: string): void {
  context.addIssue({ code: 'custom', path: [path], message });
}
