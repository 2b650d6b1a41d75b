import {
  contentId,
  formatTimestamp,
  isRolledUp,
  type Labels,
  type MetricMessage,
  type RollupFigure,
  type RollupWindow,
  rollupFigures,
  rollupName,
  rollupWindows,
  seriesKey,
  toNumber,
  topics,
} from '@aiops/contracts';
import type { Counter, KeyedState, OutMessage } from '@aiops/runtime';
import { type EntityFields, sortedLabels } from '../messages/entity-labels.ts';
import { type ClosedWindow, createEventWindows } from '../windows/event-windows.ts';
import type { FigureStream, StreamTimes } from './figure-stream.ts';
import { ownEntity } from './own-entity.ts';

/** Samples of a window that are known by their times; what comes again beyond them counts again. */
const KNOWN_SAMPLES = 1_000;

interface Series {
  readonly name: string;
  readonly labels: Labels;
  readonly entity: EntityFields;
}

/** The samples of one series in one window. */
interface SampleWindow {
  series: Series | null;
  readonly times: number[];
  count: number;
  sum: number;
  min: number;
  max: number;
  /** The newest sample. */
  last: readonly [at: number, value: number];
}

/** Rolls up the samples of each series per minute and per five minutes of event time. A sample of the same time counts once: the first. */
export function createRollups(
  state: KeyedState,
  times: StreamTimes,
  late?: Counter,
): FigureStream<typeof topics.metrics> {
  const lengths = Object.keys(rollupWindows) as RollupWindow[];
  const rolled = lengths.map((length) => ({
    length,
    windows: createEventWindows<SampleWindow>(
      state,
      { ...times, prefix: `rollup-${length}/`, windowMs: rollupWindows[length], latestWindow: 0 },
      () => ({ series: null, times: [], count: 0, sum: 0, min: 0, max: 0, last: [0, 0] }),
    ),
  }));
  return {
    onMessage(message) {
      const entity = ownEntity(message);
      const { metric_name: name, labels = {}, values } = message.value;
      if (entity === undefined || !isRolledUp(name)) return;
      const series = { name, labels: sortedLabels(labels), entity };
      const key = seriesKey(entity.entity_id, name, labels);
      for (const [stamp, value] of values) {
        const at = toNumber(stamp) * 1_000;
        if (at > message.recordedAt + times.futureMs) continue;
        for (const { windows } of rolled) {
          const add = (window: SampleWindow) => addSample(window, series, at, toNumber(value));
          if (windows.add(key, at, message.recordedAt, add) === 'dropped') late?.inc({ fate: 'dropped' });
        }
      }
    },
    takeDue: () => rolled.flatMap(({ length, windows }) => windows.takeDue().flatMap(messagesOf(length))),
    takeIdle: (now) =>
      rolled.flatMap(({ length, windows }) => windows.takeIdle(now).flatMap(messagesOf(length))),
  };
}

function addSample(window: SampleWindow, series: Series, at: number, value: number): void {
  if (window.times.includes(at)) return;
  if (window.times.length < KNOWN_SAMPLES) window.times.push(at);
  const isFirst = window.count === 0;
  window.series ??= series;
  window.count += 1;
  window.sum += value;
  window.min = isFirst ? value : Math.min(window.min, value);
  window.max = isFirst ? value : Math.max(window.max, value);
  if (isFirst || at >= window.last[0]) window.last = [at, value];
}

function messagesOf(length: RollupWindow): (closed: ClosedWindow<SampleWindow>) => OutMessage[] {
  return ({ key, at, window }) => {
    const { series, count, sum, min, max, last } = window;
    if (series === null) return [];
    const figures: Record<RollupFigure, number> = { min, max, avg: sum / count, last: last[1], count };
    return rollupFigures.map((figure) => {
      const value: MetricMessage = {
        metric_name: rollupName(series.name, length, figure),
        labels: series.labels,
        values: [[at / 1_000, figures[figure]]],
        timestamp: formatTimestamp(at),
        source: 'data-ingestion',
        ...series.entity,
      };
      const id = contentId('rollups', key, length, figure, at);
      return { topic: topics.metrics, key: series.entity.entity_id, id, value };
    });
  };
}
