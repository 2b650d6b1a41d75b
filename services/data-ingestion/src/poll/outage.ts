import { contentId, type EntityResolver, type EventMessage, formatTimestamp } from '@aiops/contracts';
import { z } from 'zod';
import { eventOut } from '../messages/event-out.ts';
import { parseJson } from '../parse-json.ts';
import type { Cursors, Publish } from '../ports.ts';
import type { UpstreamFailed } from '../upstream-failed.ts';

export interface OutageOptions {
  readonly source: string;
  readonly cursors: Cursors;
  readonly publish: Publish;
  readonly resolver: () => EntityResolver;
}

/** Remembers across restarts whether a source is down, so that each outage is told once and its end once. */
export interface Outage {
  /** A round failed at `now` (epoch ms). */
  failed(now: number, failure: UpstreamFailed): Promise<void>;
  /** Whether it is known to have been away, so that it has to show first that it answers. */
  wasAway(): Promise<boolean>;
  /**
   * It answers again, at `now`. Resolves to how long (ms) to wait before what it missed is asked for: what agents could not hand it
   * meanwhile comes later, and a stretch that was read is not read again.
   */
  answered(now: number): Promise<number>;
  /** A round went well. */
  succeeded(now: number): Promise<void>;
}

/** An agent that got no answer doubles its pauses, so it is back after at most as long as the outage lasted, or this. */
const LONGEST_WAIT_MS = 60_000;

const storedSchema = z.object({
  since: z.number(),
  reason: z.string(),
  told: z.boolean(),
  /** Whether it was away as a whole, and not only one question wrong. */
  away: z.boolean().default(false),
  /** Since when it has answered again, as far as it was asked. */
  answered: z.number().optional(),
  until: z.number().optional(),
});
type Stored = z.infer<typeof storedSchema>;

/**
 * The `source_down` and `source_up` events of one source. Their ids follow from the source and the begin of the outage,
 * and all that they say is stored before they are published: a crash in between repeats the same event.
 */
export function createOutage({ source, cursors, publish, resolver }: OutageOptions): Outage {
  const key = `data-ingestion:outage:${source}`;
  const load = async () => storedSchema.safeParse(parseJson((await cursors.get(key)) ?? '')).data;
  const save = (outage: Stored) => cursors.set(key, JSON.stringify(outage));
  const tell = (event: EventMessage) => publish([eventOut(event, { service: source }, resolver())]);
  const close = async (outage: Stored, until: number) => {
    if (outage.told) {
      if (outage.until === undefined) await save({ ...outage, until });
      await tell(upEvent(source, outage, outage.until ?? until));
    }
    await cursors.set(key, '');
  };
  return {
    async failed(now, { message: reason, kind, excess }) {
      const away = kind === 'unavailable' && excess !== 'size';
      let known = await load();
      if (known?.until !== undefined) {
        await close(known, known.until);
        known = undefined;
      }
      if (known !== undefined && (known.answered !== undefined || known.away !== away)) {
        const { answered: _answered, ...still } = known;
        known = { ...still, away };
        await save(known);
      }
      if (known?.told === true) return;
      const outage = known ?? { since: now, told: false, reason, away };
      if (known === undefined) await save(outage);
      await tell(downEvent(source, outage));
      await save({ ...outage, told: true });
    },
    wasAway: async () => (await load())?.away === true,
    async answered(now) {
      const known = await load();
      if (known === undefined) return 0;
      if (known.answered === undefined) await save({ ...known, answered: now });
      const since = known.answered ?? now;
      return since + Math.min(since - known.since, LONGEST_WAIT_MS) - now;
    },
    async succeeded(now) {
      const known = await load();
      if (known !== undefined) await close(known, known.answered ?? now);
    },
  };
}

function downEvent(source: string, { since, reason }: Stored): EventMessage {
  return {
    event_id: contentId('source_down', source, since),
    timestamp: formatTimestamp(since),
    event_type: 'source_down',
    source: 'data-ingestion',
    severity: 'high',
    summary: `${source} gives no usable answers: ${reason}`,
    details: { source, since: formatTimestamp(since), reason },
  };
}

function upEvent(source: string, { since }: Stored, until: number): EventMessage {
  return {
    event_id: contentId('source_up', source, since),
    timestamp: formatTimestamp(until),
    event_type: 'source_up',
    source: 'data-ingestion',
    severity: 'low',
    summary: `${source} answers again; what was missed is being read`,
    details: { source, since: formatTimestamp(since), until: formatTimestamp(until) },
  };
}
