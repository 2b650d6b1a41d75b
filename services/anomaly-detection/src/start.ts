import {
  type Lifecycle,
  occurrence,
  type ServiceContext,
  type StartService,
  startSeriesWriter,
  startStream,
  startTopology,
  watchFile,
} from '@aiops/runtime';
import { createLiveSettings, type LiveSettings } from './reload/live-settings.ts';
import { createScoreSeries } from './scores/score-series.ts';
import type { ScoreTap } from './scores/score-tap.ts';
import { createAnomalyDetection } from './service.ts';
import { upstreamUrls } from './upstream-urls.ts';

const NAME = 'anomaly-detection';
/** How often the settings file is looked at (ms); a change counts after it has stayed the same for once as long. */
const WATCH_EVERY_MS = 2_000;

/** Runs anomaly-detection on a context's adapters. */
export const startAnomalyDetection: StartService = async (context, lifecycle) => {
  const view = await startTopology(context, lifecycle);
  const live = await startLiveSettings(context, lifecycle);
  const scores = await startScores(context, lifecycle);
  const count = (what: string) => occurrence(context.metrics, NAME, what);
  const { engine, held_thresholds: held } = context.config.stream_processing;
  const service = createAnomalyDetection({
    config: context.config.anomaly_detection,
    resolver: view.resolver,
    evidenceUrls: upstreamUrls(context.config.data_ingestion),
    ...(live === undefined ? {} : { rules: live.rules, mutes: live.mutes }),
    ...(scores === undefined ? {} : { scores }),
    tellHeld: engine === 'embedded' && held.enabled,
    counters: {
      late: count('late'),
      duplicates: count('duplicate'),
      future: count('future_stamp'),
      capped: count('series_cap'),
      evicted: count('series_evicted'),
      unresolved: count('unresolved_entity'),
      muted: { inc: ({ mute = '' } = {}) => context.metrics.muted.inc({ service: NAME, mute }) },
      templates: count('log_template_evicted'),
      uncounted: count('log_line_uncounted'),
      crowded: count('trace_cap'),
    },
  });
  const loop = await startStream(context, lifecycle, service);
  return { health: () => ({ loop: loop.healthy() }) };
};

/** Follows the rules and mutes of the settings file; undefined where there is none to follow. */
async function startLiveSettings(
  context: ServiceContext,
  lifecycle: Lifecycle,
): Promise<LiveSettings | undefined> {
  const { configSource: source, logger, metrics, now } = context;
  if (source === undefined) return undefined;
  const live = createLiveSettings({ source, service: NAME, logger, metrics, now });
  await lifecycle.start(
    'settings',
    async () => watchFile(source.file, WATCH_EVERY_MS, live.reload),
    async (watch) => watch.stop(),
  );
  return live;
}

/** Writes scores for dashboards; undefined where there is no VictoriaMetrics, or none are wanted. */
async function startScores(
  { config, logger, metrics }: ServiceContext,
  lifecycle: Lifecycle,
): Promise<ScoreTap | undefined> {
  const { victoriametrics_url: url } = config.data_ingestion;
  const { series: limit, linger, metrics: always } = config.anomaly_detection.scores;
  if (url === undefined || limit === 0) return undefined;
  const writer = await lifecycle.start(
    'scores',
    async () => startSeriesWriter({ url, service: NAME, logger, metrics }),
    (part) => part.stop(),
  );
  return createScoreSeries({ limit, linger, metrics: always, write: writer.write });
}
