/** A sample of a series for dashboards. */
export interface SeriesSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Epoch ms. */
  readonly at: number;
  readonly value: number;
}

/** VictoriaMetrics drops labels beyond 30, and cuts longer values. */
const MOST_LABELS = 25;
const LONGEST_VALUE = 200;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

/**
 * A sample in Prometheus' text format with its time; undefined for one whose value or time is no number. Label names lose
 * what no label name may have, values are cut at 200 characters; beyond 25 labels the last by name are left out.
 */
export function seriesLine({ name, labels, at, value }: SeriesSample): string | undefined {
  if (!Number.isFinite(value) || !Number.isFinite(at)) return undefined;
  const pairs = Object.entries(labels)
    .filter(([label, text]) => label !== '' && label !== '__name__' && text !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MOST_LABELS)
    .map(([label, text]) => `${labelName(label)}="${labelValue(text)}"`);
  return `${name}{${[...new Set(pairs)].join(',')}} ${value} ${Math.round(at)}`;
}

function labelName(text: string): string {
  return text
    .slice(0, LONGEST_VALUE)
    .replaceAll(/[^A-Za-z0-9_]/g, '_')
    .replace(/^(?=\d)/, '_');
}

function labelValue(text: string): string {
  return text.slice(0, LONGEST_VALUE).replaceAll(/[\\"\n]/g, (character) => ESCAPES[character] ?? character);
}
