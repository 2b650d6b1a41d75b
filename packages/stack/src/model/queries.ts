import { mountedFiles } from './reference.ts';
import { rulesOf } from './rules.ts';
import { type Stack, servicesOf } from './stack.ts';
import type { YamlNode } from './yaml-node.ts';

/** A query in one of the files. */
export interface PlacedQuery {
  readonly language: 'promql' | 'logql' | 'traceql';
  readonly text: string;
  readonly node: YamlNode;
}

/** Path of the fleet's settings. */
export const SETTINGS = 'config/aiops.yml';

/** Every query: of rules, of the fleet's pollers and of dashboards. */
export function queriesOf(stack: Stack): PlacedQuery[] {
  const rules = rulesOf(stack).map(({ expr }) => query('promql', expr));
  return [
    ...rules,
    ...ofPollers(stack),
    ...dashboardsOf(stack).flatMap((root) => ofDashboard(root, undefined)),
  ];
}

function query(language: PlacedQuery['language'], node: YamlNode): PlacedQuery {
  return { language, text: node.text ?? '', node };
}

function ofPollers(stack: Stack): PlacedQuery[] {
  const settings = stack.files.yaml(SETTINGS)?.at('data_ingestion');
  const metrics = (settings?.at('metrics', 'queries')?.entries ?? []).map(([, node]) =>
    query('promql', node),
  );
  const logs = settings?.at('logs', 'query');
  const traces = settings?.at('traces', 'query');
  return [
    ...metrics,
    ...(logs === undefined ? [] : [query('logql', logs)]),
    ...(traces === undefined ? [] : [query('traceql', traces)]),
  ];
}

/** Roots of the dashboards that Grafana sees. */
export function dashboardsOf(stack: Stack): YamlNode[] {
  return servicesOf(stack, 'Grafana').flatMap((grafana) =>
    mountedFiles(stack, grafana)
      .filter((path) => path.endsWith('.json'))
      .flatMap((path) => stack.files.yaml(path) ?? []),
  );
}

const LANGUAGES: Readonly<Record<string, PlacedQuery['language']>> = {
  prometheus: 'promql',
  'victoriametrics-metrics-datasource': 'promql',
  loki: 'logql',
  tempo: 'traceql',
};

/** Queries anywhere in a dashboard; a target without a datasource uses its panel's. */
function ofDashboard(node: YamlNode, inherited: string | undefined): PlacedQuery[] {
  const type = node.at('datasource', 'type')?.text ?? inherited;
  const language = LANGUAGES[type ?? ''];
  const own = language === undefined ? [] : queriesIn(node, language);
  const children = [...node.items, ...node.entries.map(([, child]) => child)];
  return [...own, ...children.flatMap((child) => ofDashboard(child, type))];
}

function queriesIn(node: YamlNode, language: PlacedQuery['language']): PlacedQuery[] {
  const expr = node.at('expr');
  if (expr?.text !== undefined) return language === 'traceql' ? [] : [query(language, expr)];
  const asked = node.at('query');
  if (asked?.text === undefined) return [];
  if (language === 'traceql') return node.at('queryType')?.text === 'traceql' ? [query(language, asked)] : [];
  const series = variableQuery(asked.text);
  return language === 'promql' && series !== undefined ? [{ language, text: series, node: asked }] : [];
}

/** The series in the query of a dashboard's variable: `label_values(series, label)` and the like. */
function variableQuery(text: string): string | undefined {
  const values = /^\s*label_values\(\s*(.+),\s*(\w+)\s*\)\s*$/.exec(text);
  if (values !== null) return `count by (${values[2]}) (${values[1]})`;
  return /^\s*query_result\((.*)\)\s*$/.exec(text)?.[1];
}
