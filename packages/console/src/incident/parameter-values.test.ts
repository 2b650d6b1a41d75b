import { expect, test } from 'vitest';
import { parameterValues } from './parameter-values.ts';

const declared = {
  path: { type: 'string' },
  lines: { type: 'integer' },
  share: { type: 'number' },
  force: { type: 'boolean' },
};
const typed = (values: Record<string, string>) => parameterValues(declared, (name) => values[name] ?? '');

test('numbers and flags are what they look like, texts stay texts', () => {
  expect(typed({ path: ' 7 ', lines: '12', share: '0.5', force: 'true' })).toEqual({
    path: '7',
    lines: 12,
    share: 0.5,
    force: true,
  });
});

test('what is left empty is not given; what fits no type goes to the API as it is, which says so', () => {
  expect(typed({ lines: 'many', force: 'yes' })).toEqual({ lines: 'many', force: 'yes' });
  expect(parameterValues(undefined, () => 'x')).toEqual({});
});
