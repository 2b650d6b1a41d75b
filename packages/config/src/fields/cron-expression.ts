import { text } from './field-types.ts';

const EXPECTED =
  'expected five fields (minute, hour, day of month, month, day of week) such as "0 22 * * sat"';
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Field {
  readonly least: number;
  readonly most: number;
  /** Names that stand for the numbers from `least` on. */
  readonly names: readonly string[];
}

const FIELDS: readonly Field[] = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  { least: 1, most: 12, names: MONTHS },
  { least: 0, most: 7, names: DAYS },
];

/** A time that comes again, in five fields of cron: numbers, names, `*`, lists `a,b`, ranges `a-b` and steps `/n`. */
export const cronExpression = () => text().refine(isCron, EXPECTED);

function isCron(expression: string): boolean {
  const fields = expression.trim().toLowerCase().split(/\s+/);
  return (
    fields.length === FIELDS.length &&
    FIELDS.every((field, place) => (fields[place] ?? '').split(',').every((part) => isPart(part, field)))
  );
}

/** `*`, `*` with a step, one value, or a range with or without a step. */
function isPart(part: string, field: Field): boolean {
  const [values = '', step, ...more] = part.split('/');
  if (more.length > 0) return false;
  const isRange = values === '*' || values.includes('-');
  if (step !== undefined && !(isRange && /^[1-9]\d?$/.test(step) && Number(step) <= field.most)) return false;
  if (values === '*') return true;
  const [from, to, ...others] = values.split('-').map((value) => numberOf(value, field));
  if (others.length > 0 || from === undefined) return false;
  return values.includes('-') ? to !== undefined && from <= to : true;
}

function numberOf(value: string, { least, most, names }: Field): number | undefined {
  const named = names.indexOf(value);
  if (named >= 0) return least + named;
  if (!/^\d{1,2}$/.test(value)) return undefined;
  const number = Number(value);
  return number >= least && number <= most ? number : undefined;
}
