import { topics } from '@aiops/contracts';
import { type StartService, startStream, startTopology } from '@aiops/runtime';
import { createRootCauseAnalysis } from './service.ts';

/** The topics whose partitions give rise to anomalies. */
const ORIGIN_TOPICS = [topics.metrics, topics.logs, topics.traces];

/** Runs root-cause-analysis on a context's adapters. */
export const startRootCauseAnalysis: StartService = async (context, lifecycle) => {
  const view = await startTopology(context, lifecycle);
  const counts = await Promise.all(ORIGIN_TOPICS.map((topic) => context.bus.partitions(topic)));
  const origins = ORIGIN_TOPICS.flatMap((topic, i) =>
    Array.from({ length: counts[i] ?? 0 }, (_, partition) => `${topic}/${partition}`),
  );
  const service = createRootCauseAnalysis({
    config: context.config.root_cause_analysis,
    topology: () => ({ ...view.current(), at: view.at }),
    origins,
  });
  const loop = await startStream(context, lifecycle, service);
  return {
    health: () => ({
      loop: loop.healthy(),
      topology: { up: true, detail: view.current().status },
    }),
  };
};
