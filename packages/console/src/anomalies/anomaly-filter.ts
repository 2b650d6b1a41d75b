import type { Operations } from '../live/api-types.ts';

/** What the explorer shows; each field left out shows everything. It is asked of the API as it is. */
export type AnomalyFilter = Pick<
  Operations['listAnomalies']['query'],
  'entity' | 'metric' | 'severity' | 'status'
>;

const SEVERITIES = ['medium', 'high', 'critical'] as const;
const STATUSES = ['firing', 'resolved'] as const;
/** The API takes no longer names. */
const NAME_LENGTH = 200;

/** The filter that an address carries; what it does not understand it leaves out. */
export function filterFrom(search: string): AnomalyFilter {
  const params = new URLSearchParams(search);
  const name = (key: string) => (params.get(key) ?? '').slice(0, NAME_LENGTH);
  const severity = SEVERITIES.find((known) => known === params.get('severity'));
  const status = STATUSES.find((known) => known === params.get('status'));
  return {
    ...(name('entity') === '' ? {} : { entity: name('entity') }),
    ...(name('metric') === '' ? {} : { metric: name('metric') }),
    ...(severity === undefined ? {} : { severity }),
    ...(status === undefined ? {} : { status }),
  };
}

/** What the address carries for a filter: read back by {@link filterFrom}; empty when all is shown. */
export function searchOf(filter: AnomalyFilter): string {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
  return search === '' ? '' : `?${search}`;
}
