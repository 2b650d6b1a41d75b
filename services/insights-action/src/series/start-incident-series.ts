import { type Lifecycle, type ServiceContext, startSeriesWriter, Unavailable } from '@aiops/runtime';
import type { IncidentSink } from '../sinks/incident-sink.ts';
import { createIncidentSeries, WRITE_EVERY_MS } from './incident-series.ts';

const NAME = 'insights-action';

/** Writes incidents as series to VictoriaMetrics; undefined where the settings name none. */
export async function startIncidentSeries(
  context: Pick<ServiceContext, 'config' | 'state' | 'logger' | 'metrics' | 'now' | 'crash'>,
  lifecycle: Lifecycle,
): Promise<IncidentSink | undefined> {
  const { config, state, logger, metrics, now, crash } = context;
  const url = config.data_ingestion.victoriametrics_url;
  if (url === undefined) return undefined;
  const writer = await lifecycle.start(
    'incident series writer',
    async () => startSeriesWriter({ url, service: NAME, logger, metrics }),
    (part) => part.stop(),
  );
  const series = createIncidentSeries({
    records: state.records('incident-series'),
    write: writer.write,
    now,
  });
  const tick = () =>
    series.tick().catch((error: unknown) => {
      // The state store tells by itself that it is away; dashboards have a gap meanwhile.
      if (!(error instanceof Unavailable)) crash(error as Error);
    });
  await lifecycle.start(
    'incident series',
    async () => setInterval(() => void tick(), WRITE_EVERY_MS).unref(),
    async (timer) => clearInterval(timer),
  );
  return series.sink;
}
