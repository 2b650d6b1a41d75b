import { type StreamLoop, startStreamLoop } from '../loop/stream-loop.ts';
import type { StreamService } from '../loop/stream-service.ts';
import { startTopologyView, type TopologyView } from '../topology/topology-view.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { ServiceContext } from './service-context.ts';

/** Runs a stream service on a context's adapters, with the configured checkpoints and a live clock. */
export function startStream(
  context: ServiceContext,
  lifecycle: Lifecycle,
  service: StreamService,
): Promise<StreamLoop> {
  const { checkpoint_interval: checkpointInterval, checkpoint_messages: checkpointMessages } =
    context.config.processing;
  return lifecycle.start(
    `${service.name} loop`,
    () =>
      startStreamLoop(service, {
        ...context,
        checkpointInterval,
        checkpointMessages,
        onCrash: context.crash,
      }),
    (loop) => loop.stop(),
  );
}

/** The topology as the service sees it, read again as often as configured. */
export function startTopology(context: ServiceContext, lifecycle: Lifecycle): Promise<TopologyView> {
  return lifecycle.start(
    'topology view',
    () =>
      startTopologyView(
        context.topology,
        context.config.root_cause_analysis.topology_refresh,
        context.logger,
      ),
    async (view) => view.stop(),
  );
}
