import { type LogMessage, parseTimestamp, topics } from '@aiops/contracts';
import { type Emit, InvalidMessage, type KeyedState, type Message } from '@aiops/runtime';
import type { OpenAnomaly } from '../lifecycle.ts';
import { isFuture, type Origin } from '../origin.ts';
import type { Setup } from '../setup.ts';
import type { EntityRef } from '../subject.ts';
import { addErrorLine, MAX_LINES, rollWindow } from './error-lines.ts';
import { leaveLineOut } from './left-out-line.ts';
import { createLineDeviations } from './line-deviations.ts';
import { lineHash } from './line-hash.ts';
import { type LineSignal, lineSignal } from './line-signal.ts';
import { linkDown, linkUp } from './link-lines.ts';
import type { LogContext } from './log-context.ts';
import { createLogEnds } from './log-ends.ts';
import { emptyLogs, type LogState } from './log-state.ts';
import { createTemplatesFold } from './templates-fold.ts';

const PREFIX = 'logs/';
/** Window of an entity of which only lines from the future are known. */
const UNKNOWN = Number.MIN_SAFE_INTEGER;

/** The fold over `aiops.logs`: lines of one partition in, anomalies and events out. */
export interface LogsFold {
  onMessage(message: Message<typeof topics.logs>, entity: EntityRef, emit: Emit): void;
  /** Judges what is under way: nothing has come for long. */
  settle(emit: Emit): void;
}

/**
 * Lines are counted per entity in tumbling event-time windows. The entity's own lines move it from window to window; a
 * line older than its window is late, counted and left out. Ends of anomalies come with the watermark of the domain,
 * before the line that moved it is looked at.
 */
export function createLogsFold(setup: Setup, state: KeyedState, origin: Origin): LogsFold {
  const { config, counters, urls } = setup;
  const context: LogContext = { urls, muteOf: origin.muteOf, muted: counters.muted };
  const windowMs = Math.max(1, config.logs.window);
  const options = { ...config.logs, window: windowMs, threshold: config.anomaly_threshold };
  const ends = createLogEnds(state, PREFIX, options, context);
  const templates = createTemplatesFold(options, counters, context);
  const deviations = createLineDeviations(state, PREFIX, options.templates, origin);

  const publish = (entry: LogState, anomaly: OpenAnomaly, emit: Emit) =>
    origin.publish(anomaly, entry.domain, emit);

  /** Error and link lines count once; the memory for that is the window's, and what it cannot hold is not counted. */
  const isKnownSignal = (entry: LogState, message: LogMessage) => {
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
    if (signal === 'other' || isKnownSignal(entry, message)) return undefined;
    const line = message.log_line;
    if (signal === 'error') return addErrorLine(entry, line, at, options, context);
    return signal === 'link_down' ? linkDown(entry, line, at, context) : linkUp(entry, line, at);
  };

  const foldLine = (key: string, entry: LogState, message: LogMessage, at: number, watermark: number) => {
    const signal = lineSignal(message);
    const found = foldSignal(entry, signal, message, at);
    const first = found === undefined ? [] : [found];
    // Links that go up and down are told apart by their names, not by how often they are spoken of.
    if (signal === 'link_down' || signal === 'link_up') return first;
    const { anomalies, isRepeated, template } = templates.take(entry, message, at, watermark);
    const line = { message, template, isError: signal === 'error' };
    if (!isRepeated) deviations.take(key, entry, line, at, watermark);
    return [...first, ...anomalies];
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
      if (isFuture(at, message.recordedAt))
        return leaveLineOut(entry, 'future_data', at, line, counters, emit);
      const from = origin.advance(entry.domain, at);
      if (at > from) {
        ends.drain(entry.domain, { from, to: at }, (other, anomaly) => publish(other, anomaly, emit));
        deviations.drain(entry.domain, at, emit);
      }
      if (entry.window === UNKNOWN) entry.window = window;
      if (window < entry.window) return leaveLineOut(entry, 'late_data', at, line, counters, emit);
      if (window > entry.window) rollWindow(entry, window);
      entry.late = false;
      entry.future = false;
      for (const anomaly of foldLine(key, entry, message.value, at, Math.max(from, at)))
        publish(entry, anomaly, emit);
      ends.schedule(key, entry);
      state.put(key, entry);
    },
    settle(emit) {
      for (const { domain, watermark } of origin.watermarks()) deviations.settle(domain, watermark, emit);
    },
  };
}

function stampOf(message: LogMessage): number {
  const at = parseTimestamp(message.timestamp);
  if (at === undefined) throw new InvalidMessage('rejected', `timestamp ${message.timestamp} is no time`);
  return Math.floor(at);
}
