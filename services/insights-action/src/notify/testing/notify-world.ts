import { configSchema } from '@aiops/config';
import type { RcaResult } from '@aiops/contracts';
import { createMemoryStateStore, createMetrics, type OutMessage } from '@aiops/runtime';
import type { Delivery } from '../../sinks/incident-sink.ts';
import { sampleIncident } from '../../testing/sample-incident.ts';
import type { Notification } from '../channel.ts';
import { createNotifications, type Notifications } from '../notifications.ts';

const never = new AbortController().signal;
export const HOUR = 3_600_000;
/** The clock at the beginning: one minute after the sample incident was published. */
export const START = Date.UTC(2026, 0, 27, 12, 2);

/** Notifications over channels that only note what they are asked to send. */
export async function notifyWorld(settings: object = {}) {
  const store = createMemoryStateStore();
  const metrics = createMetrics('test');
  const clock = { at: START };
  const sent: { channel: string; notification: Notification }[] = [];
  const actions: OutMessage[] = [];
  const warnings: unknown[] = [];
  /** What the next sends do instead of arriving. */
  const failures: Error[] = [];
  let stalled: { readonly until: Promise<void>; readonly channel: string } | undefined;
  const config = configSchema.parse({
    insights_action: {
      notifications: { channels: [{ name: 'ops', kind: 'slack', url_file: 'none' }], ...settings },
    },
  }).insights_action;
  const start = (): Promise<Notifications> =>
    createNotifications({
      config,
      records: (name) => store.records(name),
      publish: async (message) => void actions.push(message),
      now: () => clock.at,
      logger: { warn: (...entry: unknown[]) => void warnings.push(entry) },
      metrics,
      open: async ({ name }) => ({
        async send(notification) {
          if (name === stalled?.channel) await stalled.until;
          const failure = failures.shift();
          if (failure !== undefined) throw failure;
          sent.push({ channel: name, notification });
        },
        close: () => {},
      }),
    });
  const world = {
    store,
    metrics,
    clock,
    sent,
    actions,
    warnings,
    failures,
    notifications: await start(),
    async restart() {
      world.notifications = await start();
    },
    /** Delivers a revision to every channel, as the outbox does; gives what went wrong. */
    async deliver(result: RcaResult, rest: Partial<Delivery> = {}) {
      const errors: unknown[] = [];
      for (const sink of world.notifications.sinks) {
        await sink
          .deliver(deliveryOf(result, { recordedAt: clock.at, ...rest }), never)
          .catch((error: unknown) => errors.push(error));
      }
      return errors;
    },
    /** Lets a channel answer no sooner than something else. */
    stall(until: Promise<void>, channel: string) {
      stalled = { until, channel };
    },
    tick: () => world.notifications.tick(never),
    /** The changes that were sent since the last call. */
    told: () => sent.splice(0).map(({ notification }) => notification.change),
  };
  return world;
}

export function deliveryOf(result: RcaResult, rest: Partial<Delivery> = {}): Delivery {
  return {
    incident: result.incident_id ?? '',
    revision: result.revision ?? 1,
    result,
    runbooks: [],
    recordedAt: START,
    ...rest,
  };
}

/** A revision of an incident `i`. */
export function revision(
  number: number,
  rest: Partial<RcaResult> = {},
  cause: Partial<RcaResult['root_cause']> = {},
): RcaResult {
  return sampleIncident(
    { incident_id: 'i', revision: number, ...(number > 1 ? { status: 'updated' } : {}), ...rest },
    cause,
  );
}
