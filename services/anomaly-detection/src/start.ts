import { occurrence, type StartService, startStream, startTopology } from '@aiops/runtime';
import { createAnomalyDetection } from './service.ts';

/** Runs anomaly-detection on a context's adapters. */
export const startAnomalyDetection: StartService = async (context, lifecycle) => {
  const view = await startTopology(context, lifecycle);
  const count = (what: string) => occurrence(context.metrics, 'anomaly-detection', what);
  const service = createAnomalyDetection({
    config: context.config.anomaly_detection,
    resolver: view.resolver,
    counters: {
      late: count('late'),
      duplicates: count('duplicate'),
      future: count('future_stamp'),
      capped: count('series_cap'),
      evicted: count('series_evicted'),
      unresolved: count('unresolved_entity'),
    },
  });
  const loop = await startStream(context, lifecycle, service);
  return { health: () => ({ loop: loop.healthy() }) };
};
