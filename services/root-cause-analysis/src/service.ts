import type { Config } from '@aiops/config';
import {
  headers as names,
  parseTimestamp,
  partitionOf,
  topics,
  type WatermarkMessage,
} from '@aiops/contracts';
import { type DomainState, emptyDomain } from '@aiops/rca';
import type { Counter, Emit, KeyedState, StreamService, StreamTask } from '@aiops/runtime';
import { type CorrelationOptions, correlateDomain } from './correlate-domain.ts';
import { type AnomalyRecord, createIntake, type EventRecord, placeEvent, type Waiting } from './intake.ts';
import { createIdleOrigins } from './merge/idle-origins.ts';
import { admit, announce, emptyMerge, type MergeState, release } from './merge/ordered-release.ts';
import { createTopologyIndexes, type TopologyIndexes } from './topology-indexes.ts';
import { type TopologySource, type TopologyView, topologyView } from './topology-view.ts';

export interface RootCauseAnalysisOptions {
  readonly config: Config['root_cause_analysis'];
  /** The network map as last read; may change between calls. */
  readonly topology: TopologySource;
  /** Where whoever reads the network map prepares its indexes; those of the service unless given. */
  readonly indexes?: TopologyIndexes;
  /**
   * Every "<topic>/<partition>" whose event time counts. Each holds a correlation domain back until it has announced a
   * watermark there, or (live) has been silent for `idle_timeout`.
   */
  readonly origins: readonly string[];
  readonly counters?: {
    /** Anomalies by `outcome`: held, late, duplicate, rekeyed. */
    readonly anomalies?: Counter;
    /** Results by `status`. */
    readonly results?: Counter;
  };
}

/** Least event time between two updates of an incident. */
const UPDATE_EVERY_MS = 30_000;

/** What is saved of one correlation domain. */
interface Domain {
  readonly merge: MergeState<Waiting>;
  readonly incidents: DomainState;
}

/** Groups anomalies over time and topology into incidents, and names and explains their causes. */
export function createRootCauseAnalysis(options: RootCauseAnalysisOptions): StreamService {
  const view = topologyView(options.topology, options.indexes ?? createTopologyIndexes());
  return {
    name: 'root-cause-analysis',
    consumes: [topics.anomalies, topics.events, topics.watermarks],
    task: (state, partition, partitions) => createTask(options, view, state, { partition, partitions }),
  };
}

interface Place {
  readonly partition: number;
  readonly partitions: number;
}

function createTask(
  options: RootCauseAnalysisOptions,
  view: () => TopologyView,
  state: KeyedState,
  place: Place,
): StreamTask {
  const { config, origins, counters } = options;
  const intake = createIntake(() => options.topology().topology);
  const idle = createIdleOrigins(config.idle_timeout);
  const settings = settingsOf(config);
  /** What has been released and not been correlated yet. Nothing else happens, and nothing is saved, until it is. */
  const work: Generator<void, void, void>[] = [];
  const isOurs = (domain: string) => partitionOf(domain, place.partitions) === place.partition;

  const progress = (domain: string, stored: Domain, emit: Emit) => {
    const isIdle = (origin: string) => idle.isIdle(domain, origin);
    const { released, to } = release(stored.merge, origins, isIdle, settings.merge);
    if (released.length === 0 && to === undefined) return;
    const publish = counted(emit, counters?.results);
    work.push(correlateDomain(domain, stored.incidents, released, to, settings.correlation, view(), publish));
  };
  const change = (domain: string, emit: Emit, mutate: (stored: Domain) => void) => {
    const stored = state.get<Domain>(domain) ?? { merge: emptyMerge(), incidents: emptyDomain() };
    stored.incidents.deviations ??= {};
    mutate(stored);
    progress(domain, stored, emit);
    state.put(domain, stored);
  };
  const onAnomaly = (message: AnomalyRecord, emit: Emit) => {
    const { domain, arrival } = intake.anomaly(message);
    if (!isOurs(domain) && message.headers[names.rekeyed] === undefined) {
      counters?.anomalies?.inc({ outcome: 'rekeyed' });
      emit(rekeyed(message, domain));
      return;
    }
    change(domain, emit, ({ merge }) => {
      const outcome = admit(merge, arrival, settings.merge);
      counters?.anomalies?.inc({ outcome });
    });
  };
  /** Deviations and maintenance have the key of their domain, changes and alerts that of their entity; other events are no concern of ours. */
  const onEvent = (message: EventRecord, emit: Emit) => {
    const told = intake.aside(message);
    const placed = told ?? placeEvent(message);
    if (placed === undefined) return;
    if (!isOurs(placed.domain)) {
      if (told !== undefined && message.headers[names.rekeyed] === undefined)
        emit(rekeyedAside(message, told.domain, told.entity));
      return;
    }
    change(placed.domain, emit, ({ merge }) => {
      admit(merge, placed.arrival, settings.merge);
    });
  };
  const onWatermarks = ({ origin, domains }: WatermarkMessage, emit: Emit) => {
    for (const [domain, { watermark, emitted, deviated }] of Object.entries(domains)) {
      const at = parseTimestamp(watermark);
      if (at === undefined || !isOurs(domain)) continue;
      change(domain, emit, ({ merge }) => {
        if (announce(merge, origin, Math.floor(at), emitted, deviated)) idle.advanced(domain, origin);
      });
    }
  };
  return {
    onMessage(message, emit) {
      if (message.topic === topics.anomalies) onAnomaly(message, emit);
      else if (message.topic === topics.events) onEvent(message, emit);
      else if (message.topic === topics.watermarks) onWatermarks(message.value, emit);
    },
    more() {
      if (work[0]?.next().done === true) work.shift();
      return work.length > 0;
    },
    onTick(now, emit) {
      for (const domain of [...state.keys()]) {
        const stored = state.get<Domain>(domain);
        if (stored === undefined) continue;
        idle.tick(now, domain, new Set([...origins, ...Object.keys(stored.merge.origins)]));
        const before = stored.merge.position;
        const held = stored.merge.held.length;
        progress(domain, stored, emit);
        if (stored.merge.position !== before || stored.merge.held.length !== held) state.put(domain, stored);
      }
    },
  };
}

function counted(emit: Emit, results: Counter | undefined): Emit {
  return (message) => {
    results?.inc({ status: String((message.value as { status?: string }).status) });
    emit(message);
  };
}

function settingsOf(config: Config['root_cause_analysis']) {
  const waitMs = config.correlation_wait;
  const correlation: CorrelationOptions = {
    windowMs: config.correlation_window,
    waitMs,
    resolveAfterMs: config.resolve_after,
    updateEveryMs: UPDATE_EVERY_MS,
    depth: config.max_graph_depth,
  };
  // Longer than an incident can be changed by a late revision: within it a repetition is recognised by its id.
  const retentionMs = 2 * config.correlation_window + config.resolve_after + waitMs;
  return { correlation, merge: { waitMs, retentionMs } };
}

/** The same change or alert for the partition of its domain, with the entity that was found here. */
function rekeyedAside(message: EventRecord, domain: string, entity: string) {
  return {
    topic: topics.events,
    key: domain,
    value: { ...message.value, entity_id: entity },
    headers: { ...message.headers, [names.rekeyed]: '1' },
  };
}

/** The same anomaly for the partition of its domain: incidents live where the key of their domain leads. */
function rekeyed(message: AnomalyRecord, domain: string) {
  return {
    topic: topics.anomalies,
    key: domain,
    value: message.value,
    headers: { ...message.headers, [names.rekeyed]: '1' },
  };
}
