import { type LogMessage, parseTimestamp, topics } from '@aiops/contracts';
import { type Emit, InvalidMessage, type KeyedState, type Message } from '@aiops/runtime';
import { createDueQueue, type DueQueue } from '../due-queue.ts';
import { emitLeftOut } from '../left-out.ts';
import type { OpenAnomaly } from '../lifecycle.ts';
import { isFuture, type Origin } from '../origin.ts';
import type { Setup } from '../setup.ts';
import type { EntityRef } from '../subject.ts';
import { clip } from '../wording.ts';
import { addErrorLine, endNoise, MAX_LINES, quietAt, rollWindow } from './error-lines.ts';
import { lineHash } from './line-hash.ts';
import { type LineSignal, lineSignal } from './line-signal.ts';
import { forgetLinks, forgottenAt, linkDown, linkUp } from './link-lines.ts';
import { emptyLogs, type LogState } from './log-state.ts';

const PREFIX = 'logs/';
/** Window of an entity of which only lines from the future are known. */
const UNKNOWN = Number.MIN_SAFE_INTEGER;

/** The fold over `aiops.logs`: lines of one partition in, anomalies and events out. */
export interface LogsFold {
  onMessage(message: Message<typeof topics.logs>, entity: EntityRef, emit: Emit): void;
}

/**
 * Lines are counted per entity in tumbling event-time windows. The entity's own lines move it from window to window; a
 * line older than its window is late, counted and left out. Ends of anomalies come with the watermark of the domain,
 * before the line that moved it is looked at.
 */
export function createLogsFold(setup: Setup, state: KeyedState, origin: Origin): LogsFold {
  const { config, counters, urls } = setup;
  const windowMs = Math.max(1, config.logs.window);
  const options = { ...config.logs, threshold: config.anomaly_threshold };
  const ends = createEnds(state, windowMs);

  const publish = (entry: LogState, anomaly: OpenAnomaly | undefined, emit: Emit) => {
    if (anomaly !== undefined) origin.publish(anomaly, entry.domain, emit);
  };

  const leaveOut = (
    entry: LogState,
    type: 'late_data' | 'future_data',
    at: number,
    line: string,
    emit: Emit,
  ) => {
    const run = type === 'late_data' ? 'late' : 'future';
    counters[run].inc({ topic: topics.logs });
    if (!entry[run]) {
      const { entity } = entry;
      const why = type === 'late_data' ? 'is older than its window' : 'lies in the future';
      const summary = `A log line of ${entity.name} ${why} and was left out`;
      const details = { line: clip(line, 200) };
      emitLeftOut({ type, entity, series: `${entity.id}|logs`, at, content: line, summary, details }, emit);
    }
    entry[run] = true;
  };

  /** Error and link lines count once; the memory for that is the window's, and what it cannot hold is not counted. */
  const isRepeated = (entry: LogState, message: LogMessage) => {
    const hash = lineHash(String(message.timestamp), message.log_line);
    if (entry.seen.includes(hash)) {
      counters.duplicates.inc({ topic: topics.logs });
      return true;
    }
    if (entry.seen.length >= MAX_LINES) return true;
    entry.seen.push(hash);
    return false;
  };

  const foldSignal = (entry: LogState, signal: LineSignal, message: LogMessage, at: number) => {
    if (signal === 'other' || isRepeated(entry, message)) return undefined;
    const line = message.log_line;
    if (signal === 'error') return addErrorLine(entry, line, at, options, urls);
    return signal === 'link_down' ? linkDown(entry, line, at, urls) : linkUp(entry, line, at);
  };

  return {
    onMessage(message, entity, emit) {
      const at = stampOf(message.value);
      const key = PREFIX + entity.id;
      const window = Math.floor(at / windowMs);
      const entry =
        state.get<LogState>(key) ??
        emptyLogs(entity, setup.domainOf(entity.id), message.value.labels ?? {}, UNKNOWN);
      const line = message.value.log_line;
      state.put(key, entry);
      if (isFuture(at, message.recordedAt)) return leaveOut(entry, 'future_data', at, line, emit);
      const from = origin.advance(entry.domain, at);
      if (at > from) ends.drain(entry.domain, at, (other, anomaly) => publish(other, anomaly, emit));
      if (entry.window === UNKNOWN) entry.window = window;
      if (window < entry.window) return leaveOut(entry, 'late_data', at, line, emit);
      if (window > entry.window) rollWindow(entry, window);
      entry.late = false;
      entry.future = false;
      publish(entry, foldSignal(entry, lineSignal(message.value), message.value, at), emit);
      ends.schedule(key, entry);
      state.put(key, entry);
    },
  };
}

/** Asks entities with an open anomaly whether it is over, in the order of event time. */
function createEnds(state: KeyedState, windowMs: number) {
  const queues = new Map<string, DueQueue>();
  const schedule = (key: string, entry: LogState) => {
    const due = nextEnd(entry, windowMs);
    if (due === undefined) return;
    const queue = queues.get(entry.domain) ?? createDueQueue();
    queues.set(entry.domain, queue);
    queue.schedule(key, due);
  };
  for (const key of state.keys()) {
    const entry = key.startsWith(PREFIX) ? state.get<LogState>(key) : undefined;
    if (entry !== undefined) schedule(key, entry);
  }
  return {
    schedule,
    drain(domain: string, until: number, publish: (entry: LogState, anomaly: OpenAnomaly) => void) {
      queues.get(domain)?.drain(until, (key, due) => {
        const entry = state.get<LogState>(key);
        if (entry === undefined) return undefined;
        const end = endedBy(entry, due, windowMs);
        if (end !== undefined) {
          publish(entry, end);
          state.put(key, entry);
        }
        return nextEnd(entry, windowMs);
      });
    },
  };
}

function nextEnd(entry: LogState, windowMs: number): number | undefined {
  const quiet = entry.noisy === null ? Number.POSITIVE_INFINITY : quietAt(entry.noisy, windowMs);
  const forgotten = entry.links === null ? Number.POSITIVE_INFINITY : forgottenAt(entry.links, windowMs);
  const due = Math.min(quiet, forgotten);
  return due === Number.POSITIVE_INFINITY ? undefined : due;
}

/** Ends one anomaly whose time has come; the queue asks again for the other. */
function endedBy(entry: LogState, due: number, windowMs: number): OpenAnomaly | undefined {
  if (entry.noisy !== null && quietAt(entry.noisy, windowMs) <= due) return endNoise(entry, windowMs);
  if (entry.links !== null && forgottenAt(entry.links, windowMs) <= due) return forgetLinks(entry, windowMs);
  return undefined;
}

function stampOf(message: LogMessage): number {
  const at = parseTimestamp(message.timestamp);
  if (at === undefined) throw new InvalidMessage('rejected', `timestamp ${message.timestamp} is no time`);
  return Math.floor(at);
}
