import { z } from 'zod';
import { parseJson } from '../../parse-json.ts';
import type { Cursors } from '../../ports.ts';
import type { SeenAlert } from './seen-alert.ts';

const storedSchema = z.array(
  z.object({
    fingerprint: z.string(),
    startsAt: z.number(),
    status: z.enum(['firing', 'resolved']),
    /** Whether it was listed; of one that was only notified, nothing is concluded from its absence. */
    listed: z.boolean(),
    labels: z.record(z.string(), z.string()),
    generatorURL: z.string().optional(),
  }),
);
type Known = z.infer<typeof storedSchema>[number];

/** Alerts that have been told, so that each is told once when it fires and once when it ends, over restarts as well. */
export interface KnownAlerts {
  /** Those that are news; a firing alert that is not among `listed` any more is news as well, ended at `now` (epoch ms). */
  listed(alerts: readonly SeenAlert[], now: number): Promise<readonly SeenAlert[]>;
  /** Those of a notification that are news. */
  notified(alerts: readonly SeenAlert[]): Promise<readonly SeenAlert[]>;
  /** Remembers alerts, once the bus has them. */
  told(alerts: readonly SeenAlert[], from: 'listed' | 'notified'): Promise<void>;
}

const KEY = 'data-ingestion:alerts';
/** Beyond this those that ended are forgotten first; told again, they have the same id. */
const MOST = 20_000;
/**
 * Of so many that fire the labels are kept, so that their end is told when they are no longer listed. Of more, the end of those that were told first
 * is told by a notification only; none is told again and again.
 */
const MOST_FOLLOWED = 5_000;

/** The alerts that were told, in one stored value. */
export function createKnownAlerts(cursors: Cursors): KnownAlerts {
  let known: Map<string, Known> | undefined;
  const load = async () => {
    known ??= new Map(
      (storedSchema.safeParse(parseJson((await cursors.get(KEY)) ?? '')).data ?? []).map((one) => [
        one.fingerprint,
        one,
      ]),
    );
    return known;
  };
  const isNews = (all: ReadonlyMap<string, Known>, { fingerprint, startsAt, status }: SeenAlert) => {
    const before = all.get(fingerprint);
    if (before === undefined || startsAt > before.startsAt) return true;
    return startsAt === before.startsAt && status === 'resolved' && before.status === 'firing';
  };
  return {
    async listed(alerts, now) {
      const all = await load();
      const there = new Set(alerts.map(({ fingerprint }) => fingerprint));
      const gone = [...all.values()]
        .filter((one) => one.status === 'firing' && one.listed && !there.has(one.fingerprint))
        .map(({ generatorURL, ...one }) => ({
          ...one,
          generatorURL,
          annotations: {},
          status: 'resolved' as const,
          endsAt: now,
        }));
      for (const { fingerprint, startsAt } of alerts) {
        const one = all.get(fingerprint);
        // Its end may be found here, too, should nobody notify of it.
        if (one?.startsAt === startsAt && isFollowed(one)) all.set(fingerprint, { ...one, listed: true });
      }
      return [...alerts.filter((alert) => isNews(all, alert)), ...gone];
    },
    async notified(alerts) {
      const all = await load();
      return alerts.filter((alert) => isNews(all, alert));
    },
    async told(alerts, from) {
      if (alerts.length === 0) return;
      const all = await load();
      for (const alert of alerts) {
        const { fingerprint, startsAt, status, labels, generatorURL } = alert;
        all.delete(fingerprint);
        all.set(fingerprint, {
          fingerprint,
          startsAt,
          status,
          listed: from === 'listed',
          labels: status === 'firing' ? labels : {},
          ...(generatorURL === undefined ? {} : { generatorURL }),
        });
      }
      const endedFirst = [...all.values()].sort(
        (a, b) => Number(a.status === 'firing') - Number(b.status === 'firing'),
      );
      for (const { fingerprint } of endedFirst.slice(0, Math.max(0, all.size - MOST)))
        all.delete(fingerprint);
      const followed = [...all.values()].filter((one) => one.status === 'firing' && isFollowed(one));
      for (const one of followed.slice(0, Math.max(0, followed.length - MOST_FOLLOWED)))
        all.set(one.fingerprint, { ...one, listed: false, labels: {} });
      await cursors.set(KEY, JSON.stringify([...all.values()]));
    },
  };
}

/** Every alert has a label, its name. */
function isFollowed({ labels }: Known): boolean {
  return Object.keys(labels).length > 0;
}
