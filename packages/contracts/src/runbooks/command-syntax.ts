import { withoutPlaceholders } from '../values/placeholders.ts';

/** What would need a shell, and no step ever gets one. The hint says how to do the same without. */
const SHELL_ONLY: readonly (readonly [syntax: RegExp, what: string, hint: string])[] = [
  [/\|/, 'a pipe', 'use `lines: 20` for the first lines of the output, or a step of its own'],
  [
    /\$/,
    'a variable or $(…)',
    'declare a parameter and write its name in braces after a $, or use `argv` for a literal $',
  ],
  [/`/, 'a back quote', 'run the inner command as a step of its own'],
  [/[;&\n\r]/, 'more than one command', 'write one step for each, or use `argv` for a literal character'],
  [/[<>]/, 'a redirection', 'the output is kept with the step; use `argv` for a literal < or >'],
];

/** Why a `command` cannot be run without a shell and what to do instead, undefined when it can. */
export function commandProblem(command: string): string | undefined {
  const text = withoutPlaceholders(command);
  for (const [syntax, what, hint] of SHELL_ONLY) {
    if (syntax.test(text)) return `${what} needs a shell, and steps run without one: ${hint}`;
  }
  return undefined;
}
