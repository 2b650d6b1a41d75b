import { contentId, formatTimestamp, headers, parseTimestamp, streamMetrics, topics } from '@aiops/contracts';
import type { Counter, KeyedState, Message, OutMessage } from '@aiops/runtime';
import type { EntityFields } from '../messages/entity-labels.ts';
import { labelText } from '../spans/name-table.ts';
import { type ClosedWindow, createEventWindows } from '../windows/event-windows.ts';
import type { FigureStream, StreamTimes } from './figure-stream.ts';
import { ownEntity } from './own-entity.ts';

/** Level of lines that have none, and of those beyond the levels that are told apart. */
const UNKNOWN = 'unknown';
const OTHER = 'other';
/** Levels of an entity that are told apart in a minute; real ones are fewer. */
const LEVELS = 20;
/** Lines of an entity and a minute that are known by their ids; what comes again beyond them counts again. */
const KNOWN_LINES = 10_000;
const LONGEST_ID = 64;

/** The lines of one entity in one minute. Lists and prefixed keys, because a level or an id may be `__proto__`. */
interface LineWindow {
  entity: EntityFields | null;
  readonly lines: [level: string, count: number][];
  readonly known: Record<string, 1>;
  knownLines: number;
}

/** Counts the lines of each entity and level per minute of event time. */
export function createLogCounts(
  state: KeyedState,
  times: StreamTimes,
  late?: Counter,
): FigureStream<typeof topics.logs> {
  const windows = createEventWindows<LineWindow>(
    state,
    { ...times, prefix: 'lines/', windowMs: 60_000, latestWindow: 0 },
    () => ({ entity: null, lines: [], known: {}, knownLines: 0 }),
  );
  return {
    onMessage(message) {
      const entity = ownEntity(message);
      const at = parseTimestamp(message.value.timestamp);
      if (entity === undefined || at === undefined || at > message.recordedAt + times.futureMs) return;
      const fate = windows.add(entity.entity_id, at, message.recordedAt, (window) => {
        if (!isNews(window, message)) return;
        window.entity ??= entity;
        countLine(window, labelText(message.value.level ?? UNKNOWN));
      });
      if (fate === 'dropped') late?.inc({ fate });
    },
    takeDue: () => windows.takeDue().flatMap(messagesOf),
    takeIdle: (now) => windows.takeIdle(now).flatMap(messagesOf),
  };
}

/** Whether a line has not been counted in its minute. One without an id is what nobody reads twice. */
function isNews(window: LineWindow, { headers: given }: Message): boolean {
  const id = given[headers.ceId];
  if (id === undefined || window.knownLines >= KNOWN_LINES) return true;
  const key = `#${id.slice(0, LONGEST_ID)}`;
  if (window.known[key] !== undefined) return false;
  window.known[key] = 1;
  window.knownLines += 1;
  return true;
}

function countLine({ lines }: LineWindow, level: string): void {
  const name = lines.length < LEVELS || lines.some(([known]) => known === level) ? level : OTHER;
  const line = lines.find(([known]) => known === name);
  if (line === undefined) lines.push([name, 1]);
  else line[1] += 1;
}

function messagesOf({ key, at, window: { entity, lines } }: ClosedWindow<LineWindow>): OutMessage[] {
  return [...lines]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([level, count]) => ({
      topic: topics.metrics,
      key,
      id: contentId('log-counts', key, level, at),
      value: {
        metric_name: streamMetrics.logLines,
        labels: { level },
        values: [[at / 1_000, count]],
        timestamp: formatTimestamp(at),
        source: 'data-ingestion',
        ...entity,
      },
    }));
}
