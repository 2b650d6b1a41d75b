import { topics } from '@aiops/contracts';
import {
  type Lifecycle,
  type ServiceContext,
  type StartService,
  startStream,
  startTopology,
} from '@aiops/runtime';
import { analyseInThread } from './analysis/analyse-in-thread.ts';
import { createAnalysisRouter } from './analysis/analysis-router.ts';
import { type BackgroundAnalysis, createBackgroundAnalysis } from './analysis/background-analysis.ts';
import { createReadyTopology } from './ready-topology.ts';
import { createRootCauseAnalysis } from './service.ts';
import { createTopologyIndexes } from './topology-indexes.ts';

/** The topics whose partitions give rise to anomalies. */
const ORIGIN_TOPICS = [topics.metrics, topics.logs, topics.traces];

/** Runs root-cause-analysis on a context's adapters. */
export const startRootCauseAnalysis: StartService = async (context, lifecycle) => {
  const view = await startTopology(context, lifecycle);
  const analysis = await startAnalysis(context, lifecycle);
  view.watch(analysis.take);
  const indexes = createTopologyIndexes();
  const depth = context.config.root_cause_analysis.max_graph_depth;
  const ready = createReadyTopology(view, { prepare: (version) => indexes.prepare(version, depth) });
  const { topology } = view.current();
  if (topology !== undefined) await ready.take(topology);
  view.watch((version) => void ready.take(version).catch(context.crash));
  const counts = await Promise.all(ORIGIN_TOPICS.map((topic) => context.bus.partitions(topic)));
  const origins = ORIGIN_TOPICS.flatMap((topic, i) =>
    Array.from({ length: counts[i] ?? 0 }, (_, partition) => `${topic}/${partition}`),
  );
  const service = createRootCauseAnalysis({
    config: context.config.root_cause_analysis,
    topology: ready.source,
    indexes,
    origins,
  });
  const loop = await startStream(context, lifecycle, service);
  return {
    health: () => ({
      loop: loop.healthy(),
      topology: { up: true, detail: view.current().status },
      analysis: healthOf(analysis),
    }),
    routers: [createAnalysisRouter({ topology: view.current, analysis: analysis.current })],
  };
};

function startAnalysis({ logger, now }: ServiceContext, lifecycle: Lifecycle): Promise<BackgroundAnalysis> {
  return lifecycle.start(
    'topology analysis',
    async () => createBackgroundAnalysis({ analyse: analyseInThread, logger, now }),
    (part) => part.stop(),
  );
}

/** Incidents are explained without it. */
function healthOf(analysis: BackgroundAnalysis) {
  const { problem } = analysis.current();
  return {
    up: problem === undefined,
    required: false,
    ...(problem === undefined ? {} : { detail: problem }),
  };
}
