export type {
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
export { Fenced, InvalidMessage, Unavailable } from './errors.ts';
export type {
  Emit,
  KeyedState,
  Message,
  OutMessage,
  StreamService,
  StreamTask,
} from './loop/stream-service.ts';
export type { Checkpoint, StateStore } from './state/state-store.ts';
export type { Counter } from './telemetry/counters.ts';
export type { TopologyStore } from './topology/topology-store.ts';
