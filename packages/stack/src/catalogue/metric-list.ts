/** Metric name → the labels that it carries by itself, without those of the scrape job. */
export type MetricList = ReadonlyMap<string, readonly string[]>;

const SERIES: Readonly<Record<string, readonly (readonly [suffix: string, label: string])[]>> = {
  h: [
    ['_bucket', 'le'],
    ['_sum', ''],
    ['_count', ''],
  ],
  s: [
    ['', 'quantile'],
    ['_sum', ''],
    ['_count', ''],
  ],
  v: [
    ['_bucket', 'vmrange'],
    ['_sum', ''],
    ['_count', ''],
  ],
};

/**
 * Reads a list written as `label label: metric metric`, one line per set of labels; an indented line goes on. `name~h`
 * is a histogram, `name~s` a summary and `name~v` a histogram of VictoriaMetrics, each with all its series.
 */
export function metricList(text: string): MetricList {
  const list = new Map<string, readonly string[]>();
  for (const line of text.replaceAll(/\n\s+/g, ' ').split('\n')) {
    const [labels = '', names = ''] = line.split(':', 2);
    const own = labels.split(' ').filter(Boolean);
    for (const entry of names.split(' ').filter(Boolean)) {
      const [name = '', kind = ''] = entry.split('~');
      for (const [suffix, label] of SERIES[kind] ?? ([['', '']] as const)) {
        list.set(name + suffix, label === '' ? own : [...own, label]);
      }
    }
  }
  return list;
}

/** Several lists as one. */
export function joinMetrics(...lists: readonly MetricList[]): MetricList {
  return new Map(lists.flatMap((list) => [...list]));
}
