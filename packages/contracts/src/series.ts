import type { Labels } from './labels.ts';

/** The identity of a series: entity, metric and its labels in sorted order, so that label order never matters. */
export function seriesKey(entityId: string, metric: string, labels: Labels): string {
  const parts = Object.keys(labels)
    .sort()
    .map((name) => `${name}=${JSON.stringify(labels[name])}`);
  return `${entityId}|${metric}{${parts.join(',')}}`;
}
