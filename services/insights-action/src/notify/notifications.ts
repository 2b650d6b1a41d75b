import { randomUUID } from 'node:crypto';
import type { Config } from '@aiops/config';
import type { Health, Logger, Metrics, OutMessage, Records } from '@aiops/runtime';
import { createLiveMutes, type LiveMutes } from '../mutes/live-mutes.ts';
import { mutesInEffect } from '../mutes/mutes-in-effect.ts';
import type { IncidentSink } from '../sinks/incident-sink.ts';
import { openChannel } from './channels/open-channel.ts';
import { heldIncidents } from './held-incidents.ts';
import { HeldReleases } from './held-releases.ts';
import { Ledger } from './ledger.ts';
import { NotificationSink, type NotificationSinkParts } from './notification-sink.ts';
import { type ToldRecords, toldRecords } from './told-records.ts';
import { en } from './wording/en.ts';
import { zh } from './wording/zh.ts';
import { zonedTime } from './zoned-time.ts';

export interface NotificationsOptions {
  readonly config: Pick<Config['insights_action'], 'notifications' | 'grafana'>;
  /** The set of records of a name, shared by all instances. */
  readonly records: (name: string) => Records;
  /** Publishes to `aiops.actions`; resolves when it is acknowledged. */
  readonly publish: (message: OutMessage) => Promise<void>;
  /** The clock, epoch ms. */
  readonly now: () => number;
  readonly logger: Pick<Logger, 'warn'>;
  readonly metrics: Pick<Metrics, 'notifications' | 'suppressed' | 'ledgerAnomalies'>;
  /** Opens a channel; the real one unless given. */
  readonly open?: typeof openChannel;
}

/** Telling people of incidents. */
export interface Notifications {
  /** One per channel. */
  readonly sinks: readonly IncidentSink[];
  /** Mutes that are added and removed while the fleet runs. */
  readonly mutes: LiveMutes;
  readonly ledger: Ledger;
  /**
   * Tells what a mute or maintenance held back and no longer does. Call it every few seconds, also while a former call still waits
   * for a slow channel.
   */
  tick(signal: AbortSignal): Promise<void>;
  /** How each channel is, by the name of its sink. Nothing waits for them. */
  health(): Readonly<Record<string, Health>>;
  close(): void;
}

const SERVICE = 'insights-action';
const PRUNE_EVERY_MS = 3_600_000;

/** Opens the channels of the settings; throws `InvalidConfig` when a secret cannot be read. */
export async function createNotifications(options: NotificationsOptions): Promise<Notifications> {
  const { config, records, now, metrics, open = openChannel } = options;
  const { notifications: settings } = config;
  const mutes = createLiveMutes(records('mutes'), now);
  const ledger = new Ledger(records('notify_ledger'));
  const parts = sinkParts(options, mutes, ledger);
  const channels: { sink: NotificationSink; told: ToldRecords }[] = [];
  for (const channel of settings.channels) {
    const told = toldRecords(records(`notify_told_${channel.name}`));
    channels.push({
      told,
      sink: new NotificationSink(channel, await open(channel, now), told, parts),
    });
  }
  const sinks = channels.map(({ sink }) => sink);
  const releases = new HeldReleases(sinks, parts);
  let pruneAt = now() + PRUNE_EVERY_MS;
  return {
    sinks,
    mutes,
    ledger,
    async tick(signal) {
      await releases.look(signal);
      for (const [name, count] of Object.entries(ledger.counts()))
        metrics.ledgerAnomalies.set({ service: SERVICE, class: name }, count);
      if (now() < pruneAt) return;
      pruneAt = now() + PRUNE_EVERY_MS;
      for (const { told } of channels) await told.prune();
      await ledger.prune();
    },
    health: () => Object.fromEntries(sinks.map((sink) => [sink.name, healthOf(sink.problem())])),
    close() {
      for (const sink of sinks) sink.close();
    },
  };
}

function sinkParts(
  { config, records, publish, now, logger, metrics }: NotificationsOptions,
  live: LiveMutes,
  ledger: Ledger,
): NotificationSinkParts {
  const { language, zone, max_age: maxAge, base_url: pages, mutes } = config.notifications;
  return {
    owner: randomUUID(),
    now,
    maxAge,
    mutes: mutesInEffect(mutes, live),
    held: heldIncidents(records('notify_held'), records('notify_held_mark'), (incident) =>
      logger.warn(
        { incident },
        'Too many incidents wait for the end of a mute. This one is told with its next revision after it, if there is one.',
      ),
    ),
    ledger,
    logger,
    counters: {
      notifications: {
        inc: ({ channel = '', change = '', result = '' } = {}, by = 1) =>
          metrics.notifications.inc({ service: SERVICE, channel, change, result }, by),
      },
      suppressed: {
        inc: ({ reason = '' } = {}, by = 1) => metrics.suppressed.inc({ service: SERVICE, reason }, by),
      },
    },
    publish,
    words: {
      wording: language === 'zh' ? zh : en,
      time: zonedTime(zone),
      pages,
      grafana: config.grafana.url,
    },
  };
}

function healthOf(problem: string | undefined): Health {
  return problem === undefined
    ? { up: true, required: false }
    : { up: false, required: false, detail: problem };
}
