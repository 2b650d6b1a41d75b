import { type Labels, label, type MetricMessage, toNumber } from '@aiops/contracts';
import { hostLabel } from './host-labels.ts';
import { type Seen, seenName, seenService } from './sighting.ts';

const SERVICE_LABELS = ['service.name', 'service_name', 'service'] as const;

/** The host that a service runs on, where the labels of a metric name both. An `instance` counts where it is a known host. */
export function metricSighting({ labels = {}, values }: MetricMessage): Seen | undefined {
  const site = label(labels, 'site');
  const from = seenService(serviceLabel(labels), site);
  if (from === undefined) return undefined;
  const host = seenName(hostLabel(labels), site);
  const to = host ?? seenName(label(labels, 'instance'), site);
  const newest = values.at(-1)?.[0];
  if (to === undefined || newest === undefined) return undefined;
  const as = host === undefined ? 'known' : 'host';
  return {
    sighting: { kind: 'runs_on', relation: 'physical', source: 'metrics', from, to: { ...to, as } },
    at: Math.floor(toNumber(newest) * 1_000),
  };
}

function serviceLabel(labels: Labels): string | undefined {
  return SERVICE_LABELS.map((name) => label(labels, name)).find((text) => text !== undefined);
}
