import type { Counter, Logger } from '@aiops/runtime';
import type { AlertmanagerApi, HeldAlert, PostedAlert } from './alertmanager-api.ts';
import { type Explaining, mergedAnnotations, noteAbout } from './proxy/enrich-alerts.ts';

export interface RepostOptions extends Explaining {
  readonly api: AlertmanagerApi;
  /** Epoch ms. */
  readonly now: () => number;
  readonly logger: Logger;
  readonly reposted?: Counter;
}

/** Posts active alerts again with the cause among their annotations. */
export interface Repost {
  /** One look at all active alerts. Never rejects. */
  round(signal: AbortSignal): Promise<void>;
}

/** An answer that took longer may tell of an alert that has ended meanwhile. */
const FRESH_MS = 1_000;
/** An alert that ends so soon is left alone, for the same reason. */
const MARGIN_MS = 10_000;

/**
 * The guarded re-post: looks first, carries over all annotations and times, touches only what is active and not about to end, and each state of an
 * alert (`updatedAt`) once. Between the look and the post an alert may still end and be revived until its `endsAt`: hence off by default.
 */
export function createRepost(options: RepostOptions): Repost {
  const { api, now, logger, reposted } = options;
  let done = new Map<string, string>();
  return {
    async round(signal) {
      try {
        const asked = now();
        const held = await api.active(signal);
        if (now() - asked > FRESH_MS) return;
        const due = held.flatMap((alert) => {
          if (done.get(alert.fingerprint) === alert.updatedAt) return [];
          const again = repostOf(alert, options);
          return again === undefined ? [] : [{ alert, again }];
        });
        if (due.length > 0)
          await api.post(
            due.map(({ again }) => again),
            signal,
          );
        reposted?.inc({}, due.length);
        const seen = held.filter(({ fingerprint }) => done.has(fingerprint));
        done = new Map(
          [...seen, ...due.map(({ alert }) => alert)].map((alert) => [alert.fingerprint, alert.updatedAt]),
        );
      } catch (error) {
        if (!signal.aborted)
          logger.warn({ err: error }, 'Alerts could not be posted again with their cause.');
      }
    },
  };
}

/** An alert as it is posted again; undefined when that would change nothing, or might revive it. */
function repostOf(alert: HeldAlert, options: RepostOptions): PostedAlert | undefined {
  const { labels, annotations, startsAt, endsAt, generatorURL, status } = alert;
  if (status.state !== 'active' || !(Date.parse(endsAt) - options.now() > MARGIN_MS)) return undefined;
  const note = noteAbout(labels, options);
  if (note === undefined) return undefined;
  const merged = mergedAnnotations(annotations, note) as Record<string, string>;
  if (Object.entries(merged).every(([name, value]) => annotations[name] === value)) return undefined;
  return {
    labels,
    annotations: merged,
    startsAt,
    endsAt,
    ...(generatorURL === undefined ? {} : { generatorURL }),
  };
}
