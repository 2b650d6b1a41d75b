import type { Operations, Runbook } from '../live/api-types.ts';

type Values = NonNullable<Operations['requestRun']['body']['parameters']>;

/** What somebody typed as the values of parameters: numbers and flags as such, and nothing for what was left empty. */
export function parameterValues(declared: Runbook['parameters'], typed: (name: string) => string): Values {
  const values = Object.entries(declared ?? {}).flatMap(
    ([name, { type }]): [string, string | number | boolean][] => {
      const text = typed(name).trim();
      if (text === '') return [];
      if (type === 'boolean' && (text === 'true' || text === 'false')) return [[name, text === 'true']];
      const number = Number(text);
      return [[name, ['integer', 'number'].includes(type) && !Number.isNaN(number) ? number : text]];
    },
  );
  return Object.fromEntries(values);
}
