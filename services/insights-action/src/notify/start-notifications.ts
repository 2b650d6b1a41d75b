import { encode, type Lifecycle, type ServiceContext } from '@aiops/runtime';
import { createNotifications, type Notifications } from './notifications.ts';

const NAME = 'insights-action';
/** How often notifications that a mute held back are looked at. */
const LOOK_EVERY_MS = 5_000;

/** Opens the channels of the settings, and tells what a mute held back once it is over, until the lifecycle stops. */
export async function startNotifications(
  context: ServiceContext,
  lifecycle: Lifecycle,
): Promise<Notifications> {
  const stopped = new AbortController();
  const notifications = await lifecycle.start(
    'notifications',
    () =>
      createNotifications({
        ...context,
        config: context.config.insights_action,
        records: (name) => context.state.records(name),
        publish: (message) => context.bus.publish([encode(message, NAME)]),
      }),
    async (part) => {
      stopped.abort();
      part.close();
    },
  );
  const looks = new Set<Promise<void>>();
  const look = () => {
    const looking: Promise<void> = notifications
      .tick(stopped.signal)
      .catch((err: unknown) => context.logger.warn({ err }, 'Held notifications could not be looked at.'))
      .finally(() => looks.delete(looking));
    looks.add(looking);
  };
  await lifecycle.start(
    'held notifications',
    async () => setInterval(look, LOOK_EVERY_MS).unref(),
    async (timer) => {
      clearInterval(timer);
      await Promise.all(looks);
    },
  );
  return notifications;
}
