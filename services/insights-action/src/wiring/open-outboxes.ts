import type { Health, Lifecycle, ServiceContext } from '@aiops/runtime';
import type { Deliveries } from '../pending-deliveries.ts';
import { deliverEverywhere } from '../sinks/deliver-everywhere.ts';
import type { IncidentSink } from '../sinks/incident-sink.ts';
import { createOutbox } from '../sinks/outbox.ts';

export interface Outboxes {
  readonly deliveries: Deliveries;
  /** How each place outside is, by the name of its sink. */
  readonly health: () => Readonly<Record<string, Health>>;
}

/** One outbox for each place, all of them ended with the lifecycle. */
export async function openOutboxes(
  context: ServiceContext,
  lifecycle: Lifecycle,
  sinks: readonly IncidentSink[],
): Promise<Outboxes> {
  const boxes = await lifecycle.start(
    'outboxes',
    async () =>
      sinks.map((sink) => ({
        name: sink.name,
        box: createOutbox({ ...context, sink, delivered: context.state.records(`delivered/${sink.name}`) }),
      })),
    async (opened) => void (await Promise.all(opened.map(({ box }) => box.stop()))),
  );
  return {
    deliveries: deliverEverywhere(boxes.map(({ box }) => box)),
    health: () => Object.fromEntries(boxes.map(({ name, box }) => [name, box.health()])),
  };
}
