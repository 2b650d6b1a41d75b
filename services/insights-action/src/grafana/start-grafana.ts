import type { Lifecycle, ServiceContext } from '@aiops/runtime';
import type { IncidentSink } from '../sinks/incident-sink.ts';
import { grafanaSink } from './grafana-sink.ts';

/** Opens Grafana as a sink where the settings name one with a login; the lifecycle closes it. */
export async function startGrafana(
  { config, logger }: Pick<ServiceContext, 'config' | 'logger'>,
  lifecycle: Lifecycle,
): Promise<IncidentSink | undefined> {
  const sink = grafanaSink(config.insights_action.grafana);
  if (sink === undefined) {
    logger.info('Incidents are not written to Grafana: no address, or no token or password.');
    return undefined;
  }
  return lifecycle.start(
    'Grafana',
    async () => sink,
    async (part) => part.close(),
  );
}
