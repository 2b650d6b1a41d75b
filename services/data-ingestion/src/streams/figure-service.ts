import { topics } from '@aiops/contracts';
import type { Counter, Emit, KeyedState, StreamService, StreamTask } from '@aiops/runtime';
import type { StreamTimes } from './figure-stream.ts';
import { createLogCounts } from './log-counts.ts';
import { createRollups } from './rollups.ts';

export interface FigureServiceOptions extends Omit<StreamTimes, 'futureMs'> {
  /** Whether samples are rolled up. */
  readonly rollups: boolean;
  /** Lines and samples that came too late for their window. */
  readonly late?: Counter;
}

/** Consumer group and state scope are named after it. */
export const FIGURE_SERVICE = 'data-ingestion-figures';
const FUTURE_MS = 3_600_000;

/**
 * Counts log lines and rolls up samples where the fleet itself does that: the twin of the jobs `log-counts` and `rollups` of Flink, with
 * the same windows and the same figures.
 */
export function createFigureService(options: FigureServiceOptions): StreamService {
  return {
    name: FIGURE_SERVICE,
    consumes: options.rollups ? [topics.logs, topics.metrics] : [topics.logs],
    task: (state) => figureTask(options, state),
  };
}

function figureTask({ late, rollups, ...times }: FigureServiceOptions, state: KeyedState): StreamTask {
  const all = { ...times, futureMs: FUTURE_MS };
  const lines = createLogCounts(state, all, late);
  const samples = rollups ? createRollups(state, all, late) : undefined;
  const publish = (emit: Emit, ...figures: readonly Parameters<Emit>[0][]) => {
    for (const figure of figures) emit(figure);
  };
  return {
    onMessage(message, emit) {
      if (message.topic === topics.logs) {
        lines.onMessage(message);
        publish(emit, ...lines.takeDue());
      } else if (message.topic === topics.metrics && samples !== undefined) {
        samples.onMessage(message);
        publish(emit, ...samples.takeDue());
      }
    },
    onTick(now, emit) {
      publish(emit, ...lines.takeIdle(now), ...(samples?.takeIdle(now) ?? []));
    },
  };
}
