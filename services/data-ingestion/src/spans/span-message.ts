import type { EntityResolver } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { metricOut } from '../messages/metric-out.ts';
import type { SpanSample } from './window-figures.ts';

/** A value of `aiops.metrics`, a series of the service's entity. */
export function spanMessage(sample: SpanSample, resolver: EntityResolver): OutMessage {
  const { service, site, name, label, at, value } = sample;
  const labels = {
    service_name: service,
    [label[0]]: label[1],
    ...(site === undefined ? {} : { site }),
  };
  return metricOut({ name, labels, values: [[at / 1_000, value]], at, source: 'otlp' }, resolver);
}
