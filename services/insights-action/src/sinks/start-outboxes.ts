import type { Health, Lifecycle, ServiceContext } from '@aiops/runtime';
import type { Deliveries } from '../pending-deliveries.ts';
import { deliverEverywhere } from './deliver-everywhere.ts';
import type { IncidentSink } from './incident-sink.ts';
import { createOutbox } from './outbox.ts';
import type { OutboxOptions } from './outbox-options.ts';

/** All ways out. */
export interface Outboxes {
  readonly deliveries: Deliveries;
  /** How each is, by the name of its sink. */
  health(): Readonly<Record<string, Health>>;
}

/** Starts an outbox for each sink, with records of its own; the lifecycle stops them. `remembered` is for each of them. */
export async function startOutboxes(
  context: Pick<ServiceContext, 'state' | 'logger' | 'metrics' | 'now' | 'crash'>,
  lifecycle: Lifecycle,
  sinks: readonly IncidentSink[],
  options: Pick<OutboxOptions, 'newest' | 'remembered'>,
): Promise<Outboxes> {
  const outboxes = await Promise.all(
    sinks.map((sink) =>
      lifecycle.start(
        `outbox of ${sink.name}`,
        async () =>
          createOutbox({
            ...context,
            ...options,
            sink,
            delivered: context.state.records(`delivered/${sink.name}`),
          }),
        (outbox) => outbox.stop(),
      ),
    ),
  );
  return {
    deliveries: deliverEverywhere(outboxes),
    health: () =>
      Object.fromEntries(
        sinks.flatMap(({ name }, index) => {
          const outbox = outboxes[index];
          return outbox === undefined ? [] : [[name, outbox.health()]];
        }),
      ),
  };
}
