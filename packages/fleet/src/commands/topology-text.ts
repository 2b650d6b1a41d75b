import { nameOf } from '@aiops/contracts';
import type { AnalysisAnswer } from '@aiops/root-cause-analysis';
import { printable } from '../backtest/printable.ts';

/** How many are named of what a node cuts off. */
const NAMED = 5;

/** The analysis of a network map as text: its first `top` single points of failure, its critical path, its first `top` nodes. */
export function topologyText(answer: AnalysisAnswer, top: number): string {
  return [title(answer), points(answer, top), path(answer), nodes(answer, top)].join('\n');
}

const name = (id: string) => printable(nameOf(id));

function title({ version, as_of, nodes, up_to_date, topology_status }: AnalysisAnswer): string {
  const newer = up_to_date ? '' : '; a newer version is being analysed';
  const stale = topology_status === 'stale' ? '; the topology store does not answer' : '';
  return `Topology ${version} of ${as_of}: ${nodes.length} nodes${newer}${stale}\n`;
}

function points({ single_points_of_failure: all }: AnalysisAnswer, top: number): string {
  if (all.length === 0) return 'No single points of failure.\n';
  const rows = all.slice(0, top).map(({ id, cuts_off, cut_off }) => {
    const named = cut_off.slice(0, NAMED).map(name).join(', ');
    return [name(id), String(cuts_off), `${named}${cuts_off > NAMED ? ', …' : ''}`];
  });
  return `Single points of failure${shown(rows.length, all.length)}\n${table(['', 'cuts off', ''], rows)}`;
}

function path({ critical_path: { steps, strength } }: AnalysisAnswer): string {
  if (steps.length === 0) return 'No critical path: nothing depends on anything.\n';
  const chain = steps.map(({ id, kind }) => (kind === undefined ? name(id) : `${kind} ${name(id)}`));
  const length = steps.length === 2 ? '1 dependency' : `${steps.length - 1} dependencies`;
  return `Critical path (${length}, strength ${strength})\n  ${chain.join('\n    ')}\n`;
}

function nodes({ nodes: all }: AnalysisAnswer, top: number): string {
  const rows = all
    .slice(0, top)
    .map(({ id, degree, closeness, betweenness }) => [
      name(id),
      String(degree),
      closeness.toFixed(3),
      betweenness.toFixed(3),
    ]);
  return `Most ways lead through${shown(rows.length, all.length)}\n${table(['', 'degree', 'closeness', 'betweenness'], rows)}`;
}

function shown(some: number, all: number): string {
  return some === all ? '' : ` (${some} of ${all})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((word, at) => Math.max(word.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd();
  return [head, ...rows].map((row) => `${line(row)}\n`).join('');
}
