import type { Candidate, RcaResult, Term } from '@aiops/contracts';
import { percent } from './format-value.ts';
import { columnOf, pad, wrap } from './layout.ts';
import { safeText } from './safe-text.ts';

/** Thousandths: the points of a score are shown with three decimals. */
const UNIT = 1000;

/** Why the first candidate is the cause, and why the others are not. */
export function candidateSection({ root_cause: cause, conclusive, rca_summary }: RcaResult): string[] {
  const [first, ...others] = cause.candidates;
  if (first === undefined) return [];
  const sure = conclusive !== false;
  const nameWidth = columnOf(
    cause.candidates.flatMap(({ terms }) => terms.map(termName)),
    20,
  );
  const table = (candidate: Candidate) => [
    ...termLines(candidate, nameWidth),
    ...alerts(candidate),
    ...objections(candidate),
  ];
  const explanation = cause.explanation === rca_summary ? [] : wrap('  ', safeText(cause.explanation, 600));
  const lines = [`${sure ? 'WHY' : 'BEST GUESS'} ${summary(first)}`, ...explanation, ...table(first)];
  if (others.length === 0) return lines;
  const rest = others.flatMap((other) => [`  ${summary(other)}`, ...table(other)]);
  return [...lines, '', sure ? 'RULED OUT' : 'ALSO POSSIBLE', ...rest];
}

function summary(candidate: Candidate): string {
  const score = sum(roundedPoints(candidate)) / UNIT;
  return `${safeText(candidate.device, 40)}: score ${score.toFixed(3)}, confidence ${percent(candidate.confidence)}`;
}

/** The addends of a score as a table whose last column adds up to the score. Terms that add nothing are left out. */
function termLines(candidate: Candidate, nameWidth: number): string[] {
  const points = roundedPoints(candidate);
  const row = (name: string, value: string, weight: string, part: string) =>
    `    ${pad(name, nameWidth)}${value.padStart(5)}${weight.padStart(10)}${part.padStart(10)}  `;
  const rows = candidate.terms.flatMap((term, number) => {
    const part = points[number] ?? 0;
    const lead = row(
      termName(term),
      term.value.toFixed(2),
      `x ${term.weight.toFixed(2).padStart(5)}`,
      `= ${decimal(part)}`,
    );
    return part === 0 ? [] : wrap(lead, safeText(term.why));
  });
  return [
    row('', 'value', 'x weight', '= points'),
    ...rows,
    row('score', '', '', `= ${decimal(sum(points))}`),
  ];
}

function termName(term: Term): string {
  return safeText(term.name, 20);
}

/**
 * The points of each term in thousandths, rounded so that they add up to their rounded sum, which is the score: what is
 * lost by rounding down goes to the terms that lost most.
 */
function roundedPoints({ terms: parts }: Candidate): number[] {
  const exact = parts.map(({ value, weight }: Term) => value * weight * UNIT);
  const rounded = exact.map((points) => Math.floor(points + 1e-9));
  const lost = (number: number) => (exact[number] ?? 0) - (rounded[number] ?? 0);
  const order = [...exact.keys()].sort((a, b) => lost(b) - lost(a) || a - b);
  const missing = Math.round(sum(exact) + 1e-9) - sum(rounded);
  for (const number of order.slice(0, Math.max(0, missing))) rounded[number] = (rounded[number] ?? 0) + 1;
  return rounded;
}

/** Alerts of rule engines about it. They add nothing to the score. */
function alerts({ evidence }: Candidate): string[] {
  return evidence
    .filter(({ kind }) => kind === 'alert')
    .flatMap(({ title, url }) => [
      ...wrap('    alert: ', safeText(title)),
      ...(url === undefined ? [] : wrap('      ', safeText(url, 500))),
    ]);
}

function objections({ against }: Candidate): string[] {
  return against.slice(0, 5).flatMap((reason) => wrap('    against: ', safeText(reason)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function decimal(thousandths: number): string {
  return (thousandths / UNIT).toFixed(3).padStart(6);
}
