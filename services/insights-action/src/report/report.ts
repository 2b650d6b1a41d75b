import { type AnomalyMessage, parseTimestamp, type RcaResult } from '@aiops/contracts';
import { deviceOf, isSimulated } from '../anomaly-facts.ts';
import { distinctAnomalies } from '../distinct-anomalies.ts';
import { startOf } from '../incident-span.ts';
import type { RunbookMatch } from '../runbooks/match-runbooks.ts';
import { incidentOf } from '../suggestion.ts';
import { worstAnomaly } from '../worst-anomaly.ts';
import { candidateSection } from './candidate-section.ts';
import { deviceName, evidenceSection, metricName } from './evidence-section.ts';
import { dayAndClock, formatSpan, percent } from './format-value.ts';
import { columnOf, listed, pad, WIDTH, wrap } from './layout.ts';
import { linksSection, type ReportLinks } from './links-section.ts';
import { propagationSection } from './propagation-section.ts';
import { runbookSection } from './runbook-section.ts';
import { safeText } from './safe-text.ts';

const MOST_AFFECTED = 12;

/** What a confidence means for whoever has to act on it, from the highest down. */
const MEANINGS = [
  [0.8, 'strong: many signs agree, and no other candidate comes close'],
  [0.5, 'fair: the best explanation so far; confirm it before you act on it'],
  [0, 'weak: a lead to follow up, not a verdict'],
] as const;

/** True for a revision after which nothing of the incident is left to do. */
export function isClosed(result: RcaResult): boolean {
  return result.status === 'resolved' || result.status === 'merged';
}

/**
 * One revision of an incident, for a person at a terminal: plain text of at most 96 columns without colours, two lines
 * when the incident is over. Whatever came from outside is made harmless.
 */
export function renderReport(
  result: RcaResult,
  matches: readonly RunbookMatch[],
  links: ReportLinks = {},
): string {
  return (isClosed(result) ? closing(result) : fullReport(result, matches, links))
    .map((line) => line.trimEnd())
    .join('\n');
}

function fullReport(result: RcaResult, matches: readonly RunbookMatch[], links: ReportLinks): string[] {
  const { root_cause: cause } = result;
  const anomalies = distinctAnomalies(result);
  const rule = '='.repeat(WIDTH);
  const sections = [
    [rule, title(result, anomalies), rule, ...wrap('', effectSentence(result, anomalies))],
    wrap('', safeText(result.rca_summary, 600)),
    confidence(result),
    evidenceSection(anomalies, cause.root_cause_device),
    candidateSection(result),
    propagationSection(cause.propagation_path),
    affectedSection(anomalies, cause.root_cause_device),
    runbookSection(matches),
    linksSection(links),
    [...wrap('', footer(result)), rule],
  ];
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, number) => (number === 0 ? section : ['', ...section]));
}

function title(result: RcaResult, anomalies: readonly AnomalyMessage[]): string {
  const worst = worstAnomaly(result.trigger_anomaly, anomalies);
  const started = startOf(result);
  const parts = [`INCIDENT ${(result.status ?? 'open').toUpperCase()}`, `severity ${worst.severity}`];
  if (result.conclusive === false) parts.push('INCONCLUSIVE');
  if (simulated(result)) parts.push('SIMULATED');
  return `${parts.join(' | ')} | since ${dayAndClock(started)}`;
}

/** Cause and effect in one sentence. */
function effectSentence({ root_cause: cause }: RcaResult, anomalies: readonly AnomalyMessage[]): string {
  const device = cause.root_cause_device;
  const others = distinct(anomalies.filter((anomaly) => deviceOf(anomaly) !== device).map(deviceName));
  if (device === null) return `No cause found -> anomalies on ${listed(others, 6)}`;
  const sign = cause.root_cause_anomaly === null ? '' : ` (${metricName(cause.root_cause_anomaly)})`;
  const name = `${safeText(device, 40)}${sign}`;
  return others.length === 0 ? `${name} -> nothing else is affected` : `${name} -> ${listed(others, 6)}`;
}

function confidence(result: RcaResult): string[] {
  const share = result.root_cause.confidence;
  const meaning = MEANINGS.find(([least]) => share >= least)?.[1] ?? '';
  const lines = wrap(`CONFIDENCE ${percent(share)}, `, meaning);
  const reasons = result.conclusive === false ? (result.inconclusive_reasons ?? []) : [];
  return [...lines, ...reasons.slice(0, 6).flatMap((reason) => wrap('  - ', safeText(reason)))];
}

/** Everything anomalous but the cause, a line each. */
function affectedSection(anomalies: readonly AnomalyMessage[], cause: string | null): string[] {
  const metrics = new Map<string, string[]>();
  for (const anomaly of anomalies) {
    if (deviceOf(anomaly) === cause) continue;
    metrics.set(deviceName(anomaly), [...(metrics.get(deviceName(anomaly)) ?? []), metricName(anomaly)]);
  }
  if (metrics.size === 0) return [];
  const width = columnOf([...metrics.keys()], 24);
  const rows = [...metrics].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, MOST_AFFECTED);
  const hidden = metrics.size - rows.length;
  return [
    `AFFECTED (${metrics.size})`,
    ...rows.flatMap(([device, names]) => wrap(`  ${pad(device, width)}`, listed(distinct(names).sort(), 8))),
    ...(hidden > 0 ? [`  ... and ${hidden} more`] : []),
  ];
}

function footer(result: RcaResult): string {
  const { topology, domain } = result;
  const parts = [`incident ${safeText(incidentOf(result), 40)}`, `revision ${result.revision ?? 1}`];
  if (domain !== undefined) parts.push(`domain ${safeText(domain, 24)}`);
  if (topology !== undefined) parts.push(`topology ${topology.status}`);
  return parts.join(' | ');
}

function closing(result: RcaResult): string[] {
  const device = result.root_cause.root_cause_device;
  const started = startOf(result);
  const ended = parseTimestamp(result.ended_at ?? result.timestamp) ?? started;
  const outcome =
    result.status === 'merged' ? `MERGED into ${safeText(result.merged_into ?? 'another', 40)}` : 'RESOLVED';
  const parts = [
    `INCIDENT ${outcome}`,
    device === null ? 'no cause was found' : `cause ${safeText(device, 40)}`,
    `from ${dayAndClock(started)} for ${formatSpan(ended - started)}`,
    ...(simulated(result) ? ['SIMULATED'] : []),
  ];
  return [...wrap('', parts.join(' | ')), ...wrap('  ', footer(result))];
}

function simulated(result: RcaResult): boolean {
  const cause = result.root_cause.root_cause_anomaly;
  return (
    result.domain === 'demo' || isSimulated(result.trigger_anomaly) || (cause !== null && isSimulated(cause))
  );
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
