import {
  createRootCauseAnalysis,
  type LeadingIncident,
  leadingIncident,
  type RootCauseAnalysisOptions,
} from '@aiops/root-cause-analysis';
import type { KeyedState, StreamService } from '@aiops/runtime';
import { copiedState } from './copied-state.ts';

/** root-cause-analysis on one partition, whose incidents can be looked at while it works. */
export interface ObservedAnalysis {
  readonly service: StreamService;
  /** The largest incident as it stands, of those that something was heard of since (epoch ms). */
  leading(since: number): LeadingIncident | undefined;
  /** The same as it will stand once the correlation has waited long enough, if nothing more comes. What is at work is left alone. */
  leadingSoon(since: number): LeadingIncident | undefined;
}

export function observedAnalysis(options: RootCauseAnalysisOptions): ObservedAnalysis {
  const { config, topology } = options;
  const analysis = createRootCauseAnalysis(options);
  let remembered: KeyedState | undefined;
  return {
    service: {
      ...analysis,
      task: (state, partition, partitions) => {
        remembered = state;
        return analysis.task(state, partition, partitions);
      },
    },
    leading: (since) => remembered && leadingIncident(remembered, config, topology, since),
    leadingSoon(since) {
      if (remembered === undefined) return undefined;
      const copy = copiedState(remembered);
      const task = analysis.task(copy, 0, 1);
      // Two ticks an idle timeout apart: nobody holds back any more.
      const nowhere = () => undefined;
      for (const now of [0, config.idle_timeout]) {
        task.onTick?.(now, nowhere);
        while (task.more?.(nowhere) === true);
      }
      return leadingIncident(copy, config, topology, since);
    },
  };
}
