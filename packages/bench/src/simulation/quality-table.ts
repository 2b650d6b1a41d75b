import { faults } from './faults.ts';
import type { FaultQuality } from './kind-quality.ts';
import { kinds } from './kinds.ts';
import type { SimulationResult } from './simulation.ts';

/** False anomalies of a series in four weeks that are bearable. */
export const GOAL = 1;

/** The result for people, as Markdown: false anomalies, and how well faults were found. */
export function qualityTable({ series, weeks, seed, kinds: results }: SimulationResult): string {
  const names = Object.keys(results);
  const shown = [...faults].filter(([fault]) => names.some((name) => results[name]?.faults[fault]));
  const noise = Object.entries(results).map(([name, { falsePerSeries, falseInWorst }]) => [
    kinds.get(name)?.title ?? name,
    falsePerSeries.toFixed(2),
    String(falseInWorst),
    falsePerSeries <= GOAL ? 'yes' : '**no**',
  ]);
  const found = Object.entries(results).map(([name, { faults: qualities }]) => [
    kinds.get(name)?.title ?? name,
    ...shown.map(([fault]) => cellOf(qualities[fault])),
  ]);
  return [
    `${series} series of each kind, ${weeks} weeks each, seed ${seed}.`,
    table(['series', 'false anomalies in four weeks', 'in the worst series', `at most ${GOAL}`], noise),
    'Faults that were found in percent, and the delay in minutes: median / 90th percentile.',
    table(['series', ...shown.map(([, { title }]) => title)], found),
  ].join('\n\n');
}

function cellOf(quality: FaultQuality | undefined): string {
  if (quality === undefined) return '';
  const { recall, medianDelay, p90Delay } = quality;
  const share = (100 * recall).toFixed(0);
  if (medianDelay === null || p90Delay === null) return share;
  return `${share} (${minutes(medianDelay)} / ${minutes(p90Delay)})`;
}

function minutes(seconds: number): string {
  return String(Math.round(seconds / 6) / 10);
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = header.map((_, column) => (column === 0 ? '---' : '---:'));
  return [header, rule, ...rows].map(line).join('\n');
}
