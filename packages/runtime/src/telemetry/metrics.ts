import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type ActionCounters, actionCounters } from './action-counters.ts';
import { type DeliveryInstruments, deliveryInstruments } from './delivery-instruments.ts';
import { type FlinkGauges, flinkGauges } from './flink-gauges.ts';
import { type MutedCounter, mutedCounter } from './muted-counter.ts';
import { type NotificationMetrics, notificationMetrics } from './notification-metrics.ts';
import { type ReloadGauges, reloadGauges } from './reload-gauges.ts';
import { type SeriesInstruments, seriesInstruments } from './series-instruments.ts';

/** The instruments that every service has. One registry may serve several services in a process: each series names its own. */
export interface Metrics
  extends ActionCounters,
    ReloadGauges,
    DeliveryInstruments,
    FlinkGauges,
    NotificationMetrics,
    SeriesInstruments {
  readonly registry: Registry;
  readonly consumed: Counter<'service' | 'topic'>;
  readonly produced: Counter<'service' | 'topic'>;
  readonly deadLetters: Counter<'service' | 'topic' | 'reason'>;
  readonly lag: Gauge<'service' | 'topic' | 'partition'>;
  readonly processDuration: Histogram<'service' | 'topic'>;
  readonly eventDelay: Histogram<'service' | 'topic'>;
  readonly checkpoints: Counter<'service' | 'result'>;
  readonly dependencyUp: Gauge<'service' | 'dep'>;
  /** Things that happened in a core: late samples, duplicates, unresolved entities, … */
  readonly occurrences: Counter<'service' | 'what'>;
  readonly muted: MutedCounter;
}

export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  tellBuild(registers, version);
  return {
    registry,
    consumed: new Counter({
      name: 'aiops_messages_consumed_total',
      help: 'Messages read.',
      labelNames: ['service', 'topic'],
      registers,
    }),
    produced: new Counter({
      name: 'aiops_messages_produced_total',
      help: 'Messages published.',
      labelNames: ['service', 'topic'],
      registers,
    }),
    deadLetters: new Counter({
      name: 'aiops_dlq_messages_total',
      help: 'Messages sent to the dead-letter topic.',
      labelNames: ['service', 'topic', 'reason'],
      registers,
    }),
    lag: new Gauge({
      name: 'aiops_consumer_lag',
      help: 'Messages between the last one processed and the end of the partition.',
      labelNames: ['service', 'topic', 'partition'],
      registers,
    }),
    processDuration: new Histogram({
      name: 'aiops_process_duration_seconds',
      help: 'Time to process a batch, publishing included.',
      labelNames: ['service', 'topic'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    }),
    eventDelay: new Histogram({
      name: 'aiops_event_delay_seconds',
      help: 'Time from the broker taking a message to its batch being processed.',
      labelNames: ['service', 'topic'],
      buckets: [0.01, 0.05, 0.2, 1, 5, 30, 300],
      registers,
    }),
    checkpoints: new Counter({
      name: 'aiops_checkpoints_total',
      help: 'Checkpoints by result.',
      labelNames: ['service', 'result'],
      registers,
    }),
    dependencyUp: new Gauge({
      name: 'aiops_dependency_up',
      help: '1 while the dependency answers.',
      labelNames: ['service', 'dep'],
      registers,
    }),
    occurrences: new Counter({
      name: 'aiops_occurrences_total',
      help: 'Notable things met while processing, by kind.',
      labelNames: ['service', 'what'],
      registers,
    }),
    muted: mutedCounter(registers),
    ...notificationMetrics(registers),
    ...actionCounters(registers),
    ...reloadGauges(registers),
    ...deliveryInstruments(registers),
    ...flinkGauges(registers),
    ...seriesInstruments(registers),
  };
}

function tellBuild(registers: Registry[], version: string): void {
  new Gauge({
    name: 'aiops_build_info',
    help: 'Always 1; the label tells the version.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);
}
