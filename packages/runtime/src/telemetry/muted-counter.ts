import { Counter, type Registry } from 'prom-client';

export type MutedCounter = Counter<'service' | 'mute'>;

/** Counts what mutes hold back, so that a mute that holds back more than it should can be seen. */
export function mutedCounter(registers: Registry[]): MutedCounter {
  return new Counter({
    name: 'aiops_anomalies_muted_total',
    help: 'Anomalies that a mute held back.',
    labelNames: ['service', 'mute'],
    registers,
  });
}
