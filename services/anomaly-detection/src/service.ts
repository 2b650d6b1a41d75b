import { type Maintenance, spanMetrics, topics } from '@aiops/contracts';
import type { Emit, KeyedState, Message, StreamService, StreamTask } from '@aiops/runtime';
import { createLogsFold } from './logs/logs-fold.ts';
import { announceMaintenance } from './maintenance/announce-maintenance.ts';
import { tellMaintenance } from './maintenance/tell-maintenance.ts';
import { createMetricsFold } from './metrics/metrics-fold.ts';
import { createOrigin, type Origin } from './origin.ts';
import { ownedEntity } from './rekey.ts';
import { type AnomalyDetectionOptions, prepare, type Setup } from './setup.ts';
import { createSilence } from './silence.ts';
import { storedState } from './stored/stored-state.ts';
import { createEdgesFold } from './traces/edges-fold.ts';
import { createTraceDeviations } from './traces/trace-deviations.ts';
import { createTracesFold } from './traces/traces-fold.ts';

/** Raised when the state of series, logs or traces takes another shape, or is stored in another way. */
const STATE_FORMAT = 5;
/**
 * When no line or span has come for so long (ms, wall clock), what is under way is judged as it is: the last minute before everything
 * fell silent says most. Longer than pollers pause, shorter than the analysis of causes waits for an input.
 */
const SILENT_MS = 45_000;

/**
 * The service that notices what is abnormal: samples, lines and spans in, anomalies, events and watermarks out.
 * Throws {@link InvalidConfig} when a detector or an option cannot be used.
 */
export function createAnomalyDetection(options: AnomalyDetectionOptions): StreamService {
  const setup = prepare(options);
  return {
    name: 'anomaly-detection',
    stateFormat: STATE_FORMAT,
    codec: storedState,
    consumes: [topics.metrics, topics.logs, topics.traces, topics.events],
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
  const deviations = createTraceDeviations(setup, state, origins.traces, `${topics.traces}/${partition}`);
  const traces = createTracesFold(setup, state, origins.traces, deviations);
  /** Takes a message that announces maintenance; its entity is the one that the announcement names. */
  const isAnnounced = (
    origin: Origin,
    { maintenance }: { readonly maintenance?: Maintenance | undefined },
    emit: Emit,
  ) => {
    if (maintenance === undefined) return false;
    origin.announced(maintenance);
    tellMaintenance(maintenance, setup.domainOf(maintenance.entity_id), origin, emit);
    return true;
  };
  const onSamples = (message: Message<typeof topics.metrics>, emit: Emit) => {
    const entity = ownedEntity(message, setup, emit);
    if (entity === undefined || isAnnounced(origins.metrics, message.value, emit)) return;
    // Calls are judged as edges; as series of their own they would only repeat what is said of the peer.
    if (message.value.metric_name !== spanMetrics.callRate) metrics.onMessage(message, entity, emit);
    edges.onMessage(message, entity, emit);
  };
  const onLine = (message: Message<typeof topics.logs>, emit: Emit) => {
    const entity = ownedEntity(message, setup, emit);
    if (entity === undefined || isAnnounced(origins.logs, message.value, emit)) return;
    logs.onMessage(message, entity, emit);
  };
  const silences = { logs: createSilence(SILENT_MS), traces: createSilence(SILENT_MS) };
  return {
    onMessage(message, emit) {
      if (message.topic === topics.logs) silences.logs.heard();
      else if (message.topic === topics.traces) silences.traces.heard();
      if (message.topic === topics.metrics) onSamples(message, emit);
      else if (message.topic === topics.logs) onLine(message, emit);
      else if (message.topic === topics.events) announceMaintenance(message.value, setup, partitions, emit);
      else if (message.topic === topics.traces && !isAnnounced(origins.traces, message.value, emit))
        traces.onMessage(message, emit);
    },
    onTick(now, emit) {
      if (silences.logs.tick(now)) logs.settle(emit);
      if (silences.traces.tick(now)) deviations.settle(emit);
      for (const origin of Object.values(origins)) origin.announce(emit);
    },
    onBatchEnd(emit) {
      for (const origin of Object.values(origins)) origin.announce(emit);
    },
  };
}
