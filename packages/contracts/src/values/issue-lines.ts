import type { z } from 'zod';

/** One thing that is wrong with a value, and where. */
export interface Issue {
  readonly path: readonly PropertyKey[];
  readonly code: string;
  readonly message: string;
  /** Names that nothing reads, for code `unrecognized_keys`. */
  readonly keys?: readonly string[];
}

/**
 * The issues of a failed validation, each at its own path. Where a union fails, zod says only that nothing matched; this
 * tells what is wrong with the alternative that came furthest, which is the one that was meant.
 */
export function issuesOf(error: z.ZodError): Issue[] {
  return error.issues.flatMap((issue) => flatten(issue, []));
}

/** The issues as text: `steps.0.command: a pipe needs a shell`. */
export function issueLines(error: z.ZodError): string[] {
  return issuesOf(error).map(({ path, message }) =>
    path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`,
  );
}

function flatten(issue: z.core.$ZodIssue, parents: readonly PropertyKey[]): Issue[] {
  const path = [...parents, ...issue.path];
  const best = issue.code === 'invalid_union' ? furthest(issue.errors) : undefined;
  if (best !== undefined) return best.flatMap((inner) => flatten(inner, path));
  if (issue.code === 'invalid_key' && issue.issues.length > 0) {
    return issue.issues
      .flatMap((inner) => flatten(inner, path))
      .map((inner) => ({ ...inner, code: issue.code }));
  }
  const message = issue.message.replace(/^Invalid (?:input|option): /, '');
  return [
    {
      path,
      code: issue.code ?? 'custom',
      message,
      ...(issue.code === 'unrecognized_keys' ? { keys: issue.keys } : {}),
    },
  ];
}

/** The alternative with the deepest first issue; none when all failed at the value itself, where the union's own text is best. */
function furthest(alternatives: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  let best: z.core.$ZodIssue[] | undefined;
  let bestDepth = 0;
  for (const issues of alternatives) {
    const depth = Math.min(...issues.map((issue) => issue.path.length));
    if (issues.length > 0 && depth > bestDepth) {
      best = issues;
      bestDepth = depth;
    }
  }
  return best;
}
