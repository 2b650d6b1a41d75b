import { configSchema } from '@aiops/config';
import { type RcaResult, topics } from '@aiops/contracts';
import type { DomainState } from '@aiops/rca';
import { createRootCauseAnalysis } from '@aiops/root-cause-analysis';
import type { Emit, Message } from '@aiops/runtime';
import { mapState } from './map-state.ts';
import { stormMessages } from './storm-messages.ts';
import { stormNetwork } from './storm-network.ts';

const INCIDENTS = 10;
/** Partitions of `aiops.metrics` that the anomalies come from. */
const ORIGINS = Array.from({ length: 4 }, (_, partition) => `${topics.metrics}/${partition}`);

/**
 * What root-cause analysis makes of a storm: anomalies of as many entities as given, all within one second, in ten parts of a
 * network of 10,000 nodes and 50,000 edges that have nothing to do with each other. `lost` must be 0: an anomaly is counted by
 * exactly one incident, or lies there without one. `counted_by_results` are those that the last results of all incidents speak of.
 */
export function storm(anomalies: number, entities: number): Record<string, number> {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error('start node with --expose-gc to measure memory');
  const topology = stormNetwork(INCIDENTS, 1_000, 5_000);
  const sent = stormMessages(topology.nodes, anomalies, entities, ORIGINS);
  const values = new Map<string, unknown>();
  const results: RcaResult[] = [];
  const config = configSchema.parse({}).root_cause_analysis;
  const source = () => ({ topology, status: 'ok' as const });
  const service = createRootCauseAnalysis({ config, topology: source, origins: ORIGINS });
  const task = service.task(mapState(values), 0, 1);
  let longest = 0;
  const emit: Emit = ({ value }) => results.push(value as RcaResult);
  const step = <T>(work: () => T): T => {
    const started = performance.now();
    const result = work();
    longest = Math.max(longest, performance.now() - started);
    return result;
  };
  const deliver = (messages: readonly Message[]) => {
    const cpu = process.cpuUsage();
    for (const message of messages) {
      step(() => task.onMessage(message, emit));
      while (step(() => task.more?.(emit)) === true);
    }
    const { user, system } = process.cpuUsage(cpu);
    return (user + system) / 1e6;
  };
  gc();
  const heapBefore = process.memoryUsage().heapUsed;
  const taken = deliver(sent.anomalies);
  const heldBytes = bytesOf(values);
  const correlated = deliver(sent.watermarks);
  gc();
  const heapAfter = process.memoryUsage().heapUsed;
  return {
    anomalies,
    entities,
    results: results.length,
    result_mb: megabytes(
      results.reduce((bytes, result) => bytes + Buffer.byteLength(JSON.stringify(result)), 0),
    ),
    ...accounted(anomalies, values, results),
    cpu_s: round(taken + correlated),
    cpu_s_to_take_in: round(taken),
    cpu_us_per_anomaly: Math.round((1e6 * (taken + correlated)) / anomalies),
    longest_step_ms: Math.round(longest),
    heap_mb_before: megabytes(heapBefore),
    heap_mb_after: megabytes(heapAfter),
    rss_mb_peak: Math.round(process.resourceUsage().maxRSS / 1024),
    state_mb_held: megabytes(heldBytes),
    state_mb_after: megabytes(bytesOf(values)),
  };
}

/** Where the anomalies are in the end, by the state and by the last result of each incident. */
function accounted(anomalies: number, values: ReadonlyMap<string, unknown>, results: readonly RcaResult[]) {
  const domains = [...values.values()].map((stored) => (stored as { incidents: DomainState }).incidents);
  const incidents = domains.flatMap((domain) => domain.incidents);
  const loose = domains.reduce((sum, domain) => sum + domain.loose.length, 0);
  const last = new Map(results.map((result) => [result.incident_id, result]));
  const told = [...last.values()].filter(({ status }) => status !== 'merged');
  return {
    incidents: told.length,
    counted_by_results: told.reduce((sum, { correlated_total }) => sum + Number(correlated_total) + 1, 0),
    loose,
    lost: anomalies - loose - incidents.reduce((sum, { total }) => sum + total, 0),
  };
}

function bytesOf(values: ReadonlyMap<string, unknown>): number {
  return [...values.values()].reduce(
    (sum: number, value) => sum + Buffer.byteLength(JSON.stringify(value)),
    0,
  );
}

function megabytes(bytes: number): number {
  return round(bytes / 1e6);
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
