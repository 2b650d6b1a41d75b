import { type Labels, label } from '@aiops/contracts';
import { z } from 'zod';
import { sortedLabels } from '../../messages/entity-labels.ts';
import type { SeriesSamples } from '../../messages/metric-out.ts';
import { nsToMs } from '../../plan-window.ts';
import { labelsOf } from './any-value.ts';
import { RefusalCount, type Refusals, rawInt64, rawList, rawNanos, rawResource } from './raw.ts';

/** Resource attributes that belong to a series' identity; the others only describe it. */
const RESOURCE_LABELS = [
  'service.name',
  'service.namespace',
  'service.instance.id',
  'host.name',
  'site',
] as const;
/** Bit of `flags` that marks a point at which nothing was recorded. */
const NO_RECORDED_VALUE = 1;

const points = z.looseObject({ dataPoints: rawList }).nullish();
const resourceSchema = z.looseObject({ resource: rawResource, scopeMetrics: rawList });
const scopeSchema = z.looseObject({ metrics: rawList });
const metricSchema = z.looseObject({
  name: z.string().min(1),
  gauge: points,
  sum: points,
  histogram: points,
  exponentialHistogram: points,
  summary: points,
});
/** JSON has `NaN` and `Infinity` as text. */
const number = z.union([z.number(), z.string().min(1)]).transform(Number);
const pointSchema = z.looseObject({
  attributes: z.unknown().optional(),
  timeUnixNano: rawNanos,
  flags: z.number().nullish(),
  asDouble: number.nullish(),
  asInt: rawInt64.nullish(),
  count: rawInt64.nullish(),
  sum: number.nullish(),
});
type Point = z.infer<typeof pointSchema>;

/**
 * The series of OTLP resource metrics, from JSON or decoded protobuf: gauges and sums with their value as it stands,
 * histograms and summaries as `<name>_count` and `<name>_sum`. Points of one series become one entry in time order.
 */
export function seriesSamples(
  resourceMetrics: readonly unknown[],
  at: number,
): { series: SeriesSamples[]; refused: Refusals } {
  const collected = new Collector();
  for (const entry of resourceMetrics) {
    const resource = resourceSchema.safeParse(entry);
    if (!resource.success) {
      collected.refused.add(`resourceMetrics: ${z.prettifyError(resource.error)}`);
      continue;
    }
    const labels = resourceLabels(labelsOf(resource.data.resource?.attributes));
    const scopes = resource.data.scopeMetrics ?? [];
    for (const raw of scopes.flatMap((scope) => scopeSchema.safeParse(scope).data?.metrics ?? [])) {
      const metric = metricSchema.safeParse(raw);
      if (metric.success) addMetric(metric.data, labels, collected);
      else collected.refused.add(`metric: ${z.prettifyError(metric.error)}`);
    }
  }
  return { series: collected.series(at), refused: collected.refused };
}

function addMetric(metric: z.infer<typeof metricSchema>, resource: Labels, collected: Collector): void {
  const { name, gauge, sum, histogram, exponentialHistogram, summary } = metric;
  for (const raw of (gauge ?? sum)?.dataPoints ?? [])
    collected.addPoint(raw, name, resource, (point) => [['', point.asDouble ?? intValue(point)]]);
  for (const raw of (histogram ?? exponentialHistogram ?? summary)?.dataPoints ?? [])
    collected.addPoint(raw, name, resource, (point) => [
      ['_count', Number(point.count ?? 0n)],
      ...(point.sum === undefined || point.sum === null ? [] : [['_sum', point.sum] as const]),
    ]);
}

function intValue(point: Point): number {
  return point.asInt === undefined || point.asInt === null ? Number.NaN : Number(point.asInt);
}

function resourceLabels(resource: Labels): Labels {
  const present = RESOURCE_LABELS.filter((name) => label(resource, name) !== undefined);
  return Object.fromEntries(present.map((name) => [name, resource[name] ?? null]));
}

type Reading = readonly (readonly [suffix: string, value: number])[];

/** Gathers points by series. */
class Collector {
  readonly refused = new RefusalCount();
  readonly #bySeries = new Map<string, { name: string; labels: Labels; values: [number, number][] }>();

  addPoint(raw: unknown, name: string, resource: Labels, read: (point: Point) => Reading): void {
    const refusal = this.#tryPoint(raw, name, resource, read);
    if (refusal !== undefined) this.refused.add(`metric ${name}: ${refusal}`);
  }

  #tryPoint(
    raw: unknown,
    name: string,
    resource: Labels,
    read: (point: Point) => Reading,
  ): string | undefined {
    const parsed = pointSchema.safeParse(raw);
    if (!parsed.success) return z.prettifyError(parsed.error);
    const point = parsed.data;
    if (((point.flags ?? 0) & NO_RECORDED_VALUE) !== 0) return undefined;
    if (point.timeUnixNano === undefined) return 'a point has no time';
    const reading = read(point);
    if (!reading.every(([, value]) => Number.isFinite(value))) return 'a point has no finite value';
    const labels = sortedLabels({ ...resource, ...labelsOf(point.attributes) });
    const second = nsToMs(point.timeUnixNano) / 1000;
    for (const [suffix, value] of reading) this.#add(name + suffix, labels, [second, value]);
    return undefined;
  }

  #add(name: string, labels: Labels, sample: [number, number]): void {
    const key = JSON.stringify([name, labels]);
    const series = this.#bySeries.get(key) ?? { name, labels, values: [] };
    this.#bySeries.set(key, series);
    series.values.push(sample);
  }

  series(at: number): SeriesSamples[] {
    return [...this.#bySeries.values()].map(({ name, labels, values }) => {
      values.sort(([a], [b]) => a - b);
      return { name, labels, values, at, source: 'otlp' };
    });
  }
}
