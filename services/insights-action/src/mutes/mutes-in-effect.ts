import type { NotificationMute } from '@aiops/config';
import type { IncidentFacts } from '../notify/incident-facts.ts';
import { allBlamedFit } from '../notify/matches-incident.ts';
import { cronSpan } from './cron-span.ts';
import type { LiveMutes } from './live-mutes.ts';

/** A mute that is in effect for an incident. */
export interface MuteInEffect {
  readonly name: string;
  /** When it ends, epoch ms. */
  readonly until: number;
}

/** The mutes of the settings and those that people added meanwhile. */
export interface MutesInEffect {
  /** The mute that holds an incident back at a time (epoch ms); of several, the one that ends last. */
  find(facts: IncidentFacts, at: number): Promise<MuteInEffect | undefined>;
}

/** Prepares the mutes of the settings; the others are asked for each time. */
export function mutesInEffect(configured: readonly NotificationMute[], live: LiveMutes): MutesInEffect {
  const fixed = configured.map((mute) => ({ mute, endAt: endOf(mute) }));
  return {
    async find(facts, at) {
      const found: MuteInEffect[] = [];
      for (const { mute, endAt } of fixed) {
        const until = endAt(at);
        if (until !== undefined && allBlamedFit(mute.match, facts)) found.push({ name: mute.name, until });
      }
      for (const mute of await live.list()) {
        if (mute.from <= at && at < mute.until && allBlamedFit(mute.match, facts))
          found.push({ name: mute.id, until: mute.until });
      }
      return found.sort((a, b) => b.until - a.until || (a.name < b.name ? -1 : 1))[0];
    },
  };
}

function endOf({ from, until, every }: NotificationMute): (at: number) => number | undefined {
  if (every !== undefined) return cronSpan(every);
  return (at) => (from !== undefined && until !== undefined && from <= at && at < until ? until : undefined);
}
