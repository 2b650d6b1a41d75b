import { spanMetrics, topics } from '@aiops/contracts';
import type { KeyedState, StreamService, StreamTask } from '@aiops/runtime';
import { createLogsFold } from './logs/logs-fold.ts';
import { createMetricsFold } from './metrics/metrics-fold.ts';
import { createOrigin } from './origin.ts';
import { ownedEntity } from './rekey.ts';
import { type AnomalyDetectionOptions, prepare, type Setup } from './setup.ts';
import { createEdgesFold } from './traces/edges-fold.ts';
import { createTracesFold } from './traces/traces-fold.ts';

/**
 * The service that notices what is abnormal: samples, lines and spans in, anomalies, events and watermarks out.
 * Throws {@link InvalidConfig} when a detector or an option cannot be used.
 */
export function createAnomalyDetection(options: AnomalyDetectionOptions): StreamService {
  const setup = prepare(options);
  return {
    name: 'anomaly-detection',
    consumes: [topics.metrics, topics.logs, topics.traces],
    task: (state, partition, partitions) => createTask(setup, state, partition, partitions),
  };
}

/** The three folds share nothing, so that no interleaving of their topics can change what one of them finds. */
function createTask(setup: Setup, state: KeyedState, partition: number, partitions: number): StreamTask {
  const origins = {
    metrics: createOrigin(setup, state, topics.metrics, partition, partitions),
    logs: createOrigin(setup, state, topics.logs, partition, partitions),
    traces: createOrigin(setup, state, topics.traces, partition, partitions),
  };
  const metrics = createMetricsFold(setup, state, origins.metrics, partitions);
  const edges = createEdgesFold(setup, state, origins.metrics);
  const logs = createLogsFold(setup, state, origins.logs);
  const traces = createTracesFold(setup, state, origins.traces);
  return {
    onMessage(message, emit) {
      if (message.topic === topics.metrics) {
        const entity = ownedEntity(message, setup, emit);
        if (entity === undefined) return;
        // Calls are judged as edges; as series of their own they would only repeat what is said of the peer.
        if (message.value.metric_name !== spanMetrics.callRate) metrics.onMessage(message, entity, emit);
        edges.onMessage(message, entity, emit);
      } else if (message.topic === topics.logs) {
        const entity = ownedEntity(message, setup, emit);
        if (entity !== undefined) logs.onMessage(message, entity, emit);
      } else if (message.topic === topics.traces) {
        traces.onMessage(message, emit);
      }
    },
    onBatchEnd(emit) {
      for (const origin of Object.values(origins)) origin.announce(emit);
    },
  };
}
