import { type MetricList, metricList } from '../catalogue/metric-list.ts';
import { configOf, type Stack } from '../model/stack.ts';
import type { YamlNode } from '../model/yaml-node.ts';
import { endpointOf, type ScrapeAddress, type ScrapeJob } from './scrape-jobs.ts';

/** What vmagent adds to every target. */
const always = metricList(`
: up scrape_duration_seconds scrape_samples_scraped scrape_samples_post_metric_relabeling scrape_series_added scrape_timeout_seconds
  scrape_response_size_bytes
`);

/** The metrics that a job brings, after its `metric_relabel_configs`. */
export function jobMetrics(stack: Stack, job: ScrapeJob): MetricList {
  const scraped = job.addresses.flatMap((address) => [
    ...metricsAt(job, address),
    ...moduleMetrics(stack, job, address),
  ]);
  return new Map([...always, ...scraped.filter(([name]) => isKept(job, name))]);
}

/** A path that is wrong is told about as such: its metrics are taken to come. */
function metricsAt(job: ScrapeJob, address: ScrapeAddress): [string, readonly string[]][] {
  const right = endpointOf(job, address);
  const endpoints = right === undefined ? (address.family?.endpoints ?? []) : [right];
  return endpoints.flatMap(({ metrics }) => [...metrics]);
}

/** Metrics of the modules of snmp.yml that the job names, or all where relabelling names them or the name is unknown. */
function moduleMetrics(
  stack: Stack,
  job: ScrapeJob,
  { service, family }: ScrapeAddress,
): [string, string[]][] {
  if (service === undefined || family?.name !== 'snmp_exporter' || job.path.text === '/metrics') return [];
  const modules = modulesOf(configOf(stack, service));
  const named = (job.parameters.get('module') ?? [])
    .flatMap(({ text }) => (text ?? '').split(','))
    .filter((name) => modules.some(([known]) => known === name));
  const used = modules.filter(([name]) => named.length === 0 || named.includes(name));
  return used.flatMap(([, module]) => (module.at('metrics')?.items ?? []).map(snmpMetric));
}

/** The modules of a configuration; before 0.23 the whole file of snmp_exporter was the list. */
export function modulesOf(root: YamlNode | undefined): readonly (readonly [string, YamlNode])[] {
  return root?.at('modules')?.entries ?? root?.entries ?? [];
}

function snmpMetric(metric: YamlNode): [string, string[]] {
  const labels = [...(metric.at('indexes')?.items ?? []), ...(metric.at('lookups')?.items ?? [])].flatMap(
    (entry) => entry.at('labelname')?.text ?? [],
  );
  const name = metric.at('name')?.text ?? '';
  const isText = /String|PhysAddress|DateAndTime|Bits|EnumAsInfo|EnumAsStateSet/.test(
    metric.at('type')?.text ?? '',
  );
  return [name, isText ? [...labels, name] : labels];
}

function isKept(job: ScrapeJob, name: string): boolean {
  return (job.node.at('metric_relabel_configs')?.items ?? []).every((step) => {
    const sources = step.at('source_labels')?.items.map(({ text }) => text) ?? [];
    const action = step.at('action')?.text;
    if (sources.join() !== '__name__' || (action !== 'drop' && action !== 'keep')) return true;
    const matches = new RegExp(`^(?:${step.at('regex')?.text ?? '.*'})$`).test(name);
    return action === 'keep' ? matches : !matches;
  });
}
