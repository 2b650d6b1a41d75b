import { contentId, type EntityResolver, formatTimestamp, type Labels, topics } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { entityFields, sortedLabels } from './entity-labels.ts';

/** Samples of one series, as a source read them. */
export interface SeriesSamples {
  readonly name: string;
  readonly labels: Labels;
  /** [epoch seconds, value] in time order. */
  readonly values: readonly (readonly [number, number])[];
  /** When they were collected (epoch ms). Not part of the id. */
  readonly at: number;
  readonly source: string;
}

/** A message of `aiops.metrics`, keyed by its entity. Its id follows from series and samples alone. */
export function metricOut(samples: SeriesSamples, resolver: EntityResolver): OutMessage {
  const entity = resolver.resolve(samples.labels);
  const labels = sortedLabels(samples.labels);
  const { name, values, source } = samples;
  return {
    topic: topics.metrics,
    key: entity.id,
    id: contentId('metric', source, name, JSON.stringify(labels), JSON.stringify(values)),
    value: {
      metric_name: name,
      labels,
      values,
      timestamp: formatTimestamp(samples.at),
      source,
      ...entityFields(entity),
    },
  };
}
