import type { Config } from '@aiops/config';
import { formatTimestamp, type Labels, label } from '@aiops/contracts';
import type { EvidenceUrls } from './evidence.ts';

type Upstreams = Pick<Config['data_ingestion'], 'victoriametrics_url' | 'loki_url' | 'tempo_url'> & {
  readonly metrics: { readonly queries: Readonly<Record<string, string>> };
};

/** Points that a plot is made of, and their smallest distance (s). */
const POINTS = 240;
const SMALLEST_STEP = 15;

/**
 * Links that ask VictoriaMetrics, Loki and Tempo themselves what an anomaly was seen in; none for a system without an address.
 * Login data of an address are left out: anomalies are read by everybody.
 */
export function upstreamUrls(upstreams: Upstreams): EvidenceUrls {
  return ({ kind, query, series, from, to }) => {
    const iso = { start: formatTimestamp(from), end: formatTimestamp(to) };
    switch (kind) {
      case 'metric': {
        const step = String(Math.max(SMALLEST_STEP, Math.ceil((to - from) / 1000 / POINTS)));
        const asked = series === undefined ? query : polledQuery(upstreams.metrics.queries, series, query);
        return link(upstreams.victoriametrics_url, '/api/v1/query_range', { query: asked, ...iso, step });
      }
      case 'log':
        return link(upstreams.loki_url, '/loki/api/v1/query_range', { query, ...iso });
      case 'trace': {
        const [start, end] = [Math.floor(from / 1000), Math.ceil(to / 1000)];
        return link(upstreams.tempo_url, '/api/search', { q: query, start: String(start), end: String(end) });
      }
    }
  };
}

/** What gives the series in VictoriaMetrics: the query by which it was polled, for its labels; by its name where it is stored so. */
function polledQuery(
  queries: Readonly<Record<string, string>>,
  { metric, labels }: { readonly metric: string; readonly labels: Labels },
  byName: string,
): string {
  const polled = Object.hasOwn(queries, metric) ? queries[metric] : undefined;
  if (polled === undefined) return byName;
  return Object.keys(labels)
    .sort()
    .reduce((inner, name) => {
      const value = label(labels, name);
      if (value === undefined) return inner;
      const escaped = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      return `label_match(${inner}, ${JSON.stringify(name)}, ${JSON.stringify(escaped)})`;
    }, polled);
}

function link(
  base: string | undefined,
  path: string,
  parameters: Readonly<Record<string, string>>,
): string | undefined {
  if (base === undefined) return undefined;
  const url = new URL(base);
  url.username = '';
  url.password = '';
  url.pathname = url.pathname.replace(/\/$/, '') + path;
  url.search = new URLSearchParams(parameters).toString();
  return url.href;
}
