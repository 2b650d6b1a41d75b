import { expect, test } from 'vitest';
import { cronExpression } from './cron-expression.ts';

const accepted = (expression: string) => cronExpression().safeParse(expression).success;

test.each([
  '0 2 * * *',
  '*/5 0-6,22-23 1,15 jan-mar mon-fri',
  '0 0 * * 7',
  '0 0 1-31/2 * SUN',
  ' 0  0 * * * ',
])('%s is a time that comes again', (expression) => {
  expect(accepted(expression)).toBe(true);
});

test.each([
  '',
  '* * * *',
  '0 0 0 * * *',
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '* * * 13 *',
  '* * * * 8',
  '5-1 * * * *',
  '*/0 * * * *',
  '*/99 * * * *',
  '5/2 * * * *',
  '1-2-3 * * * *',
  '1,, * * * *',
  '- * * * *',
  '@daily',
  '0 0 L * *',
  '0 0 * * __proto__',
  `${'1,'.repeat(100_000)} * * * *`,
])('%.40s is none', (expression) => {
  expect(accepted(expression)).toBe(false);
});
