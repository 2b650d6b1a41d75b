import { contentId, type EntityResolver, type EventMessage, formatTimestamp } from '@aiops/contracts';
import { z } from 'zod';
import { eventOut } from '../messages/event-out.ts';
import { parseJson } from '../parse-json.ts';
import type { Cursors, Publish } from '../ports.ts';

export interface OutageOptions {
  readonly source: string;
  readonly cursors: Cursors;
  readonly publish: Publish;
  readonly resolver: () => EntityResolver;
}

/** Remembers across restarts whether a source is down, so that each outage is told once and its end once. */
export interface Outage {
  /** A round failed at `now` (epoch ms). */
  failed(now: number, reason: string): Promise<void>;
  /** A round went well. */
  succeeded(now: number): Promise<void>;
}

const storedSchema = z.object({
  since: z.number(),
  reason: z.string(),
  told: z.boolean(),
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
    async failed(now, reason) {
      let known = await load();
      if (known?.until !== undefined) {
        await close(known, known.until);
        known = undefined;
      }
      if (known?.told === true) return;
      const outage = known ?? { since: now, told: false, reason };
      if (known === undefined) await save(outage);
      await tell(downEvent(source, outage));
      await save({ ...outage, told: true });
    },
    async succeeded(now) {
      const known = await load();
      if (known !== undefined) await close(known, now);
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
