import type { RuleSet } from '@aiops/detectors';
import {
  type Lifecycle,
  occurrence,
  type ServiceContext,
  type StartService,
  startStream,
  startTopology,
} from '@aiops/runtime';
import { createLiveRules } from './reload/live-rules.ts';
import { watchFile } from './reload/watch-file.ts';
import { createAnomalyDetection } from './service.ts';

const NAME = 'anomaly-detection';
/** How often the settings file is looked at (ms); a change counts after it has stayed the same for once as long. */
const WATCH_EVERY_MS = 2_000;

/** Runs anomaly-detection on a context's adapters. */
export const startAnomalyDetection: StartService = async (context, lifecycle) => {
  const view = await startTopology(context, lifecycle);
  const rules = await startLiveRules(context, lifecycle);
  const count = (what: string) => occurrence(context.metrics, NAME, what);
  const service = createAnomalyDetection({
    config: context.config.anomaly_detection,
    resolver: view.resolver,
    ...(rules === undefined ? {} : { rules }),
    counters: {
      late: count('late'),
      duplicates: count('duplicate'),
      future: count('future_stamp'),
      capped: count('series_cap'),
      evicted: count('series_evicted'),
      unresolved: count('unresolved_entity'),
      templates: count('log_template_evicted'),
      uncounted: count('log_line_uncounted'),
    },
  });
  const loop = await startStream(context, lifecycle, service);
  return { health: () => ({ loop: loop.healthy() }) };
};

/** Follows the rules of the settings file; undefined where there is none to follow. */
async function startLiveRules(
  context: ServiceContext,
  lifecycle: Lifecycle,
): Promise<(() => RuleSet) | undefined> {
  const { configSource: source, logger, metrics, now } = context;
  if (source === undefined) return undefined;
  const rules = createLiveRules({ source, service: NAME, logger, metrics, now });
  await lifecycle.start(
    'rules',
    async () => watchFile(source.file, WATCH_EVERY_MS, rules.reload),
    async (watch) => watch.stop(),
  );
  return rules.current;
}
