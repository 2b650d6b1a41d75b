import type { MetricList } from '../catalogue/metric-list.ts';
import type { Stack } from '../model/stack.ts';
import { collectorMetrics } from './collector-metrics.ts';
import { jobMetrics } from './job-metrics.ts';
import type { MetricIndex } from './metric-index.ts';
import { alertSeries, recordedMetrics } from './rule-metrics.ts';
import { scrapeJobs } from './scrape-jobs.ts';
import { tempoMetrics } from './tempo-metrics.ts';
import { writtenMetrics } from './written-metrics.ts';

/** All metrics that arrive in the metrics store, with their labels. */
export function arrivingMetrics(stack: Stack): MetricIndex {
  const index = new Map<string, Set<string> | undefined>();
  const jobs = scrapeJobs(stack);
  for (const job of jobs) add(index, jobMetrics(stack, job), job.labels);
  add(index, collectorMetrics(stack), []);
  add(index, tempoMetrics(stack), []);
  add(index, alertSeries(stack), []);
  for (const [name, labels] of writtenMetrics(stack)) merge(index, name, labels);
  // A rule may read what another one records, so labels are passed on until nothing new comes.
  for (let round = 0; round < 3; round++) {
    for (const [name, labels] of recordedMetrics(stack, index)) merge(index, name, labels);
  }
  return index;
}

function add(index: Map<string, Set<string> | undefined>, list: MetricList, more: Iterable<string>): void {
  for (const [name, labels] of list) merge(index, name, [...labels, ...more]);
}

function merge(
  index: Map<string, Set<string> | undefined>,
  name: string,
  labels: readonly string[] | undefined,
): void {
  const known = index.get(name);
  if (labels === undefined || (index.has(name) && known === undefined)) index.set(name, undefined);
  else index.set(name, new Set([...(known ?? []), ...labels]));
}
