export type {
  Assigned,
  Batch,
  Bus,
  BusRecord,
  ConsumeOptions,
  Consumer,
  ConsumerSession,
  Offsets,
  OutRecord,
  TopicSpec,
} from './bus/bus.ts';
export { createFleetTopics } from './bus/create-topics.ts';
export { createKafkaBus } from './bus/kafka.ts';
export { createMemoryBus, type MemoryBus, type MemoryBusOptions } from './bus/memory.ts';
export { openBus } from './connect/adapters.ts';
export {
  type DeadLetter,
  findDeadLetter,
  listDeadLetters,
  newestDeadLetters,
  redrive,
} from './dlq/dead-letters.ts';
export { AccessRefused, Fenced, InvalidMessage, Unavailable } from './errors.ts';
export { adminRouter, type Health } from './http/admin-router.ts';
export { type HttpServer, PortUnavailable, startHttpServer } from './http/http-server.ts';
export { configSource } from './lifecycle/config-source.ts';
export { createCrash } from './lifecycle/crash.ts';
export { Lifecycle } from './lifecycle/lifecycle.ts';
export { openContext, runService, VERSION } from './lifecycle/run-service.ts';
export { runUntilSignal } from './lifecycle/run-until-signal.ts';
export type {
  ConfigSource,
  RunningService,
  ServiceContext,
  StartService,
} from './lifecycle/service-context.ts';
export { startStream, startTopology } from './lifecycle/start-stream.ts';
export { underSignals } from './lifecycle/under-signals.ts';
export { watchFile } from './lifecycle/watch-file.ts';
export { ABSENT, fileSignature, type Watch, watchSignature } from './lifecycle/watch-signature.ts';
export { decode } from './loop/decode.ts';
export { DependencyHealth } from './loop/dependency-health.ts';
export { encode } from './loop/encode.ts';
export { untilAvailable } from './loop/retry.ts';
export { jsonCodec, type StateCodec } from './loop/state-codec.ts';
export { type StreamLoop, startStreamLoop } from './loop/stream-loop.ts';
export type {
  Emit,
  KeyedState,
  Message,
  OutMessage,
  StreamService,
  StreamTask,
} from './loop/stream-service.ts';
export { taskScope } from './loop/task-scope.ts';
export { createPacker, type Packer } from './packed/packer.ts';
export type { SeriesSample } from './series/series-line.ts';
export { type SeriesWriter, startSeriesWriter } from './series/series-writer.ts';
export { createMemoryStateStore } from './state/memory.ts';
export { createRedisStateStore } from './state/redis.ts';
export type { Checkpoint, Records, StateStore } from './state/state-store.ts';
export type { Counter } from './telemetry/counters.ts';
export { createLogger, type Logger } from './telemetry/logger.ts';
export { createMetrics, type Metrics } from './telemetry/metrics.ts';
export { occurrence } from './telemetry/occurrence.ts';
export { contextOf, traceparentOf } from './telemetry/traceparent.ts';
export { startTracing } from './telemetry/tracing.ts';
export { createMemoryTopologyStore } from './topology/memory.ts';
export { createNeo4jTopologyStore } from './topology/neo4j.ts';
export { versionsBack } from './topology/topology-history.ts';
export type { TopologyStore } from './topology/topology-store.ts';
export { canonicalTopology } from './topology/topology-version.ts';
