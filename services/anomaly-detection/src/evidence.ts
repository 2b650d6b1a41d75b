import { type Evidence, type Labels, label } from '@aiops/contracts';
import type { Subject } from './subject.ts';

/** Where a query can be looked at. Undefined where there is no such place. Times are epoch ms. */
export type EvidenceUrls = (query: {
  readonly kind: 'metric' | 'log' | 'trace';
  readonly query: string;
  /** Of a metric, the series by the name and labels that it has in the fleet. */
  readonly series?: { readonly metric: string; readonly labels: Labels };
  readonly from: number;
  readonly to: number;
}) => string | undefined;

/** Room around an anomaly that is shown before and after it. */
const MARGIN_MS = 900_000;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Makes evidence of one kind: a query that shows the anomaly in its own tool, with a link if there is one. */
export function queryEvidence(
  urls: EvidenceUrls | undefined,
  kind: 'metric' | 'log' | 'trace',
  title: string,
  query: string,
  span: { readonly from: number; readonly to: number },
): Evidence {
  const url = urls?.({ kind, query, from: span.from - MARGIN_MS, to: span.to + MARGIN_MS });
  return { kind, title, query, ...(url === undefined ? {} : { url }) };
}

/** Evidence that shows a series. */
export function seriesEvidence(
  urls: EvidenceUrls | undefined,
  { metric, labels, entity }: Pick<Subject, 'metric' | 'labels' | 'entity'>,
  span: { readonly from: number; readonly to: number },
): Evidence {
  const series = { metric, labels };
  const withSeries: EvidenceUrls = (query) => urls?.({ ...query, series });
  return queryEvidence(withSeries, 'metric', `${metric} of ${entity.name}`, promQuery(metric, labels), span);
}

/** PromQL that selects one series. */
export function promQuery(metric: string, labels: Labels): string {
  const matchers = labelMatchers(labels);
  return LABEL_NAME.test(metric.replaceAll(':', '_'))
    ? `${metric}${matchers === '{}' ? '' : matchers}`
    : `{__name__=${JSON.stringify(metric)}${matchers === '{}' ? '' : `,${matchers.slice(1, -1)}`}}`;
}

/** LogQL that selects the stream of a line, or of it the lines that hold a text. */
export function logQuery(labels: Labels, text?: string): string {
  return labelMatchers(labels) + (text === undefined ? '' : ` |= ${JSON.stringify(text)}`);
}

function labelMatchers(labels: Labels): string {
  const matchers: string[] = [];
  for (const name of Object.keys(labels).sort()) {
    const value = label(labels, name);
    if (value !== undefined && LABEL_NAME.test(name)) matchers.push(`${name}=${JSON.stringify(value)}`);
  }
  return `{${matchers.join(',')}}`;
}
