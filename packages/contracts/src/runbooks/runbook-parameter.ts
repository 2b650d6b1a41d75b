import { z } from 'zod';
import { DEFAULT_MAX_LENGTH, LONGEST_VALUE, patternProblem } from '../values/pattern-problem.ts';

/** What may be given to a runbook, and how it is checked before it goes anywhere. */
export const runbookParameterSchema = z
  .strictObject({
    type: z.enum(['string', 'integer', 'number', 'boolean']),
    description: z.string().optional(),
    pattern: z.string().optional().describe('regular expression for the whole value, from ^ to $'),
    enum: z.array(z.string()).optional().describe('the values there are'),
    max_length: z.number().int().positive().optional().describe('in characters; 200 unless set'),
    default: z.union([z.string(), z.number(), z.boolean()]).optional(),
    from: z
      .enum(['entity_name'])
      .optional()
      .describe('where a suggestion comes from; it is checked as any other value'),
  })
  .superRefine((parameter, context) => {
    const told = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const { type, pattern, enum: values, max_length: maxLength = DEFAULT_MAX_LENGTH } = parameter;
    if (maxLength > LONGEST_VALUE) told('max_length', `expected at most ${LONGEST_VALUE}`);
    if (type !== 'string') {
      const of = (['pattern', 'enum', 'from'] as const).find((key) => parameter[key] !== undefined);
      if (of !== undefined) told(of, `only a string has one, and this is of the type ${type}`);
    } else if (pattern === undefined && values === undefined) {
      told('type', 'a string needs a `pattern` or an `enum`, so that no other value can come in');
    }
    const problem = pattern === undefined ? undefined : patternProblem(pattern, maxLength);
    if (problem !== undefined) told('pattern', problem);
  });
export type RunbookParameter = z.infer<typeof runbookParameterSchema>;
