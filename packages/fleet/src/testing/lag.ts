import { counterOf } from './counter-of.ts';

/** Messages that the services of a fleet still have to process, as its metrics tell it; undefined while it does not answer. */
export function lagOf(apiUrl: string): Promise<number | undefined> {
  return counterOf(apiUrl, 'aiops_consumer_lag', /./).catch(() => undefined);
}
