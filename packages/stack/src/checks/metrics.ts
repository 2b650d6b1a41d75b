import { nearestName } from '@aiops/config';
import { families } from '../catalogue/families.ts';
import type { ImageFamily } from '../catalogue/image-family.ts';
import { arrivingMetrics } from '../emitters/arriving-metrics.ts';
import type { MetricIndex } from '../emitters/metric-index.ts';
import { type PlacedQuery, queriesOf, SETTINGS } from '../model/queries.ts';
import type { Stack } from '../model/stack.ts';
import { type Problem, problemAt } from '../problem.ts';
import { type PromQuery, readPromql, type Selector } from '../query/promql.ts';
import { didYouMean } from './check.ts';

/** Queries of rules, dashboards and pollers that read a metric or a label which nothing in the stack emits. */
export function checkMetrics(stack: Stack): Problem[] {
  const index = arrivingMetrics(stack);
  const roles = stack.services.flatMap(({ family }) => family?.role ?? []);
  const standIns = families.filter(({ role }) => role !== undefined && roles.includes(role));
  return queriesOf(stack)
    .filter(({ language }) => language === 'promql')
    .flatMap((query) => checkQuery(query, index, standIns));
}

function checkQuery(query: PlacedQuery, index: MetricIndex, standIns: readonly ImageFamily[]): Problem[] {
  const read = readPromql(query.text);
  if (read.problem !== undefined)
    return [problemAt(query.node.place, 'query-syntax', `not a query: ${read.problem}`)];
  // `a or b`, and what the fleet asks for, may serve several images of which one is in use.
  const isOptional = read.hasAlternatives || query.node.source.path === SETTINGS;
  const used = read.selectors.filter(
    ({ metric = '' }) => index.has(metric) || !isOptional || emitterOf(metric, standIns) === undefined,
  );
  const unknown = used.flatMap((selector) => unknownMetric(query, selector, index));
  return unknown.length > 0 ? unknown : unknownLabels(query, { ...read, selectors: used }, index);
}

/** The image that would emit a metric, if it were asked. */
function emitterOf(metric: string, among: readonly ImageFamily[]): string | undefined {
  return among.find(({ endpoints }) => endpoints.some(({ metrics }) => metrics.has(metric)))?.name;
}

function unknownMetric({ node }: PlacedQuery, { metric, pattern }: Selector, index: MetricIndex): Problem[] {
  const names = [...index.keys()];
  if (metric !== undefined && !metric.includes('$') && !index.has(metric)) {
    const emitter = emitterOf(metric, families);
    const hint =
      emitter === undefined
        ? didYouMean(nearestName(metric, names))
        : `: it is one of ${emitter}, which no job asks for it`;
    const message = `no exporter, rule or connector of this stack emits ${metric}${hint}`;
    return [problemAt(node.placeOf(metric), 'unknown-metric', message)];
  }
  if (pattern === undefined || pattern.includes('$')) return [];
  const matches = new RegExp(`^(?:${pattern})$`);
  if (names.some((name) => matches.test(name))) return [];
  return [
    problemAt(node.placeOf(pattern), 'unknown-metric', `no metric of this stack has a name like ${pattern}`),
  ];
}

function unknownLabels({ node }: PlacedQuery, read: PromQuery, index: MetricIndex): Problem[] {
  const sets = read.selectors.map((selector) => labelsOf(selector, index));
  const inSelectors = read.selectors.flatMap(({ metric, matchers }, position) => {
    const labels = sets[position];
    if (labels === undefined) return [];
    return matchers
      .filter(({ label }) => !labels.has(label))
      .map(({ label }) => {
        const message = `${metric} has no label "${label}"${didYouMean(nearestName(label, [...labels])) || `: it has ${[...labels].sort().join(', ')}`}`;
        return problemAt(node.placeOf(label), 'unknown-label', message);
      });
  });
  if (sets.includes(undefined)) return inSelectors;
  const all = new Set([...sets.flatMap((labels) => [...(labels ?? [])]), ...read.made]);
  const inGroupings = read.groupings
    .filter((label) => !all.has(label) && !label.startsWith('$'))
    .map((label) => {
      const message = `nothing in this query has the label "${label}"${didYouMean(nearestName(label, [...all]))}`;
      return problemAt(node.placeOf(label), 'unknown-label', message);
    });
  return [...inSelectors, ...inGroupings];
}

function labelsOf({ metric }: Selector, index: MetricIndex): ReadonlySet<string> | undefined {
  return metric === undefined ? undefined : index.get(metric);
}
