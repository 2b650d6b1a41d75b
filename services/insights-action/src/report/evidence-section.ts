import type { AnomalyMessage, Evidence } from '@aiops/contracts';
import { deviceOf, onsetOf } from '../anomaly-facts.ts';
import { clock, formatNumber } from './format-value.ts';
import { columnOf, pad, wrap } from './layout.ts';
import { safeText } from './safe-text.ts';

const MOST_ANOMALIES = 10;
const MOST_LINES = 3;

/** What was seen: the anomalies of the cause first, each with its value and the lines that show it. */
export function evidenceSection(anomalies: readonly AnomalyMessage[], cause: string | null): string[] {
  const ofCause = (anomaly: AnomalyMessage) => Number(deviceOf(anomaly) !== cause);
  const sorted = [...anomalies].sort((a, b) => ofCause(a) - ofCause(b) || onsetOf(a) - onsetOf(b));
  const shown = sorted.slice(0, MOST_ANOMALIES);
  const deviceWidth = columnOf(shown.map(deviceName), 24);
  const metricWidth = columnOf(shown.map(metricName), 24);
  const lines = shown.flatMap((anomaly) => {
    const place = `  ${clock(onsetOf(anomaly))}  ${pad(deviceName(anomaly), deviceWidth)}`;
    const lead = `${place}${pad(metricName(anomaly), metricWidth)}`;
    return [...wrap(lead, finding(anomaly)), ...quoted(anomaly.evidence ?? [])];
  });
  const hidden = sorted.length - shown.length;
  return ['EVIDENCE', ...lines, ...(hidden > 0 ? [`  ... and ${hidden} more anomalies`] : [])];
}

/** A name that fits its column. */
export function deviceName(anomaly: AnomalyMessage): string {
  return safeText(deviceOf(anomaly) ?? 'unnamed', 24);
}

export function metricName(anomaly: AnomalyMessage): string {
  return safeText(anomaly.metric_name, 24);
}

/** The value with what was expected, or the summary of an anomaly that has no value. */
function finding(anomaly: AnomalyMessage): string {
  const { value, expected, severity, summary } = anomaly;
  if (value === undefined) return `${safeText(summary)} (${severity})`;
  const band =
    expected === undefined
      ? ''
      : `, expected ${formatNumber(expected.lower)} to ${formatNumber(expected.upper)}`;
  return `${formatNumber(value)}${band} (${severity})`;
}

/** Log lines and links that belong to an anomaly. A query alone says nothing to a reader. */
function quoted(evidence: readonly Evidence[]): string[] {
  const telling = evidence.filter(({ query, url }) => query === undefined || url !== undefined);
  const shown = telling
    .slice(0, MOST_LINES)
    .flatMap(({ kind, title, url }) => [
      ...wrap(`             ${safeText(kind, 12)}: `, safeText(title)),
      ...(url === undefined ? [] : wrap('               ', safeText(url, 500))),
    ]);
  const hidden = telling.length - MOST_LINES;
  return hidden > 0 ? [...shown, `             ... and ${hidden} more`] : shown;
}
