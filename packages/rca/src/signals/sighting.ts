import {
  type AnomalyMessage,
  anomalyId,
  nameOf,
  parseTimestamp,
  type Severity,
  seriesKey,
  severityRank,
} from '@aiops/contracts';

/** A window may end a while after the message about it; an end further ahead comes from a wrong clock. */
const AHEAD_MS = 3_600_000;

/** One anomaly as the correlation knows it. Plain JSON; times are epoch ms in event time. */
export interface Sighting {
  readonly id: string;
  readonly entity: string;
  readonly name: string;
  readonly series: string;
  readonly startedAt: number;
  revision: number;
  endedAt: number | null;
  score: number;
  severity: Severity;
  /** When something new was heard of it: the start, a rise, the end. */
  newsAt: number;
  message: AnomalyMessage;
  /** Trace context of the message that brought it. */
  traceparent?: string;
}

/**
 * Reads an anomaly message. `entity` is its resolved entity id, `at` the event time at which it takes its place in the
 * order: an onset after that (a clock that runs ahead) is read as `at`. What a person left out is filled in: id from
 * the content, revision 1.
 */
export function toSighting(
  message: AnomalyMessage,
  entity: string,
  at: number,
  traceparent?: string,
): Sighting {
  const ended = message.ended_at === undefined ? undefined : parseTimestamp(message.ended_at);
  // One that fires with its end already known speaks of a window: something in it, at the latest when it took its place.
  const windowed = message.status === 'firing' && ended !== undefined;
  const started = windowed ? ended : (startOf(message) ?? at);
  const closed = message.status === 'resolved' ? (ended ?? stampOf(message) ?? at) : ended;
  return {
    id: message.anomaly_id ?? contentAnomalyId(message, entity),
    entity,
    name: message.entity_name ?? nameOf(entity),
    series: seriesKey(entity, message.metric_name, message.labels ?? {}),
    startedAt: Math.min(Math.round(started), at),
    revision: message.revision ?? 1,
    endedAt: closed === undefined ? null : Math.min(Math.round(closed), at + AHEAD_MS),
    score: message.score,
    severity: message.severity,
    newsAt: at,
    message,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

/** The id of an anomaly that came without one, typed by a person: what it is about and when it began. */
export function contentAnomalyId(message: AnomalyMessage, entity: string): string {
  const series = seriesKey(entity, message.metric_name, message.labels ?? {});
  return anomalyId(series, message.rule ?? 'detected', Math.round(startOf(message) ?? 0));
}

/** Takes a later revision of the same anomaly over. True when it became worse. */
export function revise(known: Sighting, later: Sighting): boolean {
  const worse = later.score > known.score || severityRank(later.severity) > severityRank(known.severity);
  known.revision = later.revision;
  known.endedAt = later.endedAt;
  known.score = Math.max(known.score, later.score);
  if (severityRank(later.severity) > severityRank(known.severity)) known.severity = later.severity;
  known.newsAt = later.newsAt;
  known.message = later.endedAt === null ? later.message : endedMessage(known.message, later.message);
  return worse;
}

/** The words of the time when it was firing with the stamps of its end: "back to normal" is no evidence of a fault. */
function endedMessage(firing: AnomalyMessage, end: AnomalyMessage): AnomalyMessage {
  const { status, revision, timestamp, ended_at } = end;
  return {
    ...firing,
    timestamp,
    ...(status === undefined ? {} : { status }),
    ...(revision === undefined ? {} : { revision }),
    ...(ended_at === undefined ? {} : { ended_at }),
  };
}

function startOf(message: AnomalyMessage): number | undefined {
  return message.started_at === undefined ? stampOf(message) : parseTimestamp(message.started_at);
}

function stampOf(message: AnomalyMessage): number | undefined {
  return parseTimestamp(message.timestamp);
}
