import { parseTimestamp, type RcaResult } from '@aiops/contracts';
import { clock, offset } from './format-value.ts';
import { columnOf, pad } from './layout.ts';
import { safeText } from './safe-text.ts';

type Step = RcaResult['root_cause']['propagation_path'][number];

const MOST_STEPS = 20;
/** Columns that a branch may be indented by; a chain that goes deeper goes straight down. */
const MOST_INDENT = 32;

interface Row {
  readonly branch: string;
  readonly at: number | undefined;
}

/** How the failure spread, as a tree: each device below the one that it got it from, with the time of its first anomaly. */
export function propagationSection(steps: readonly Step[]): string[] {
  const root = steps[0];
  if (steps.length < 2 || root === undefined) return [];
  const rows = drawTree(steps);
  const start = rows[0]?.at;
  const shown = rows.slice(0, MOST_STEPS);
  const width = columnOf(
    shown.map(({ branch }) => branch),
    60,
  );
  const lines = shown.map(({ branch, at }, number) => {
    if (at === undefined) return `  ${pad(branch, width)}passed it on`;
    const later = start === undefined ? '' : `  ${offset(at - start)}`;
    return `  ${pad(branch, width)}${clock(at)}${number === 0 ? '  first' : later}`;
  });
  const hidden = rows.length - shown.length;
  return ['PROPAGATION', ...lines, ...(hidden > 0 ? [`  ... and ${hidden} more`] : [])];
}

/**
 * Rows of the tree, depth first. A step hangs below the earlier step whose device its `via` names; without one, below the
 * step before it, so that a bare list is a chain.
 */
function drawTree(steps: readonly Step[]): Row[] {
  const children = new Map<number, number[]>();
  const numberOf = new Map<string, number>();
  steps.forEach((step, number) => {
    const parent = step.via === undefined ? number - 1 : (numberOf.get(step.via) ?? 0);
    if (number > 0) children.set(parent, [...(children.get(parent) ?? []), number]);
    if (!numberOf.has(step.device)) numberOf.set(step.device, number);
  });
  const rows: Row[] = [];
  const draw = (number: number, lead: string, below: string) => {
    const { device, at } = steps[number] as Step;
    rows.push({
      branch: lead + safeText(device, 24),
      at: at === undefined ? undefined : parseTimestamp(at),
    });
    const own = children.get(number) ?? [];
    own.forEach((child, place) => {
      const last = place === own.length - 1;
      const next = `${below}${last ? '    ' : '|   '}`;
      draw(child, `${below}${last ? '`-- ' : '|-- '}`, next.slice(0, MOST_INDENT));
    });
  };
  draw(0, '', '');
  return rows;
}
