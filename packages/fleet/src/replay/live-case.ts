import type { Config } from '@aiops/config';
import type { AnomalyMessage } from '@aiops/contracts';
import type { LeadingIncident } from '@aiops/root-cause-analysis';
import { type CaseNetwork, SITE } from './case-network.ts';
import type { CaseRecord } from './case-record.ts';
import { EVENT_ORIGIN, type EventAnomalies } from './event-anomalies.ts';
import { type Pipeline, watermarkOf } from './pipeline.ts';
import type { Moment, Verdict } from './prediction.ts';
import { recordMessages, type Telling } from './record-messages.ts';
import { spanRoles } from './span-roles.ts';
import { timeSlices } from './time-slices.ts';

/** A case at its place in the event time of the fleet that lives through it. */
export interface PlacedCase {
  readonly network: CaseNetwork;
  readonly baseline: readonly CaseRecord[];
  readonly records: readonly CaseRecord[];
  /** When somebody noticed (epoch ms); undefined where nobody knows. */
  readonly detectionAt: number | undefined;
}

/** What came of a case. */
export interface LivedCase {
  readonly verdicts: Readonly<Record<Moment, Verdict>>;
  /** Everything that was published, the baseline's among it. */
  readonly anomalies: readonly AnomalyMessage[];
  readonly events: readonly object[];
  /** Why records could not be processed, one for each. */
  readonly refused: readonly string[];
}

/** Event time between two looks of the fleet at its clock: while all is normal, and during the case. */
const BASELINE_SLICE_MS = 60_000;
const CASE_SLICE_MS = 10_000;
/** Ticks after the last record: spans that wait are counted, what they lead to is taken in, and nobody holds back any more. */
const LAST_TICKS = 3;

/** Publishes the records of a case in the order of event time, and asks for the causes at both moments. */
export async function liveCase(
  placed: PlacedCase,
  pipeline: Pipeline,
  events: EventAnomalies,
  config: Config['root_cause_analysis'],
  now: () => number,
): Promise<LivedCase> {
  const { network, baseline, records } = placed;
  const anomalies: AnomalyMessage[] = [];
  const others: object[] = [];
  const refused: string[] = [];
  const hear = async () => {
    const taken = await pipeline.taken();
    anomalies.push(...taken.anomalies);
    others.push(...taken.events);
    refused.push(...taken.refused);
  };
  const telling: Telling = { network, events, roleOf: spanRoles([...baseline, ...records]) };
  /** Resolves to when the last slice began. */
  const pass = async (ordered: readonly CaseRecord[], sliceMs: number) => {
    let from = now();
    for (const slice of timeSlices(ordered, sliceMs)) {
      from = now();
      const at = slice.at(-1)?.at ?? 0;
      await pipeline.push(recordMessages(slice, telling), at);
      await pipeline.tick(at);
      await hear();
    }
    return from;
  };
  await pass(baseline, BASELINE_SLICE_MS);
  const since = records[0]?.at ?? 0;
  const verdict = (leading: LeadingIncident | undefined, from: number): Verdict => {
    const { ranking, confidence } = leading ?? { ranking: [], confidence: 0 };
    return { ranking, confidence, ms: now() - from };
  };
  const noticed = records.findIndex(({ at }) => at > (placed.detectionAt ?? Number.POSITIVE_INFINITY));
  const split = noticed < 0 ? records.length : noticed;
  const firstFrom = await pass(records.slice(0, split), CASE_SLICE_MS);
  const detection = split === records.length ? undefined : verdict(pipeline.leadingSoon(since), firstFrom);
  const restFrom = await pass(records.slice(split), CASE_SLICE_MS);
  await letGo(placed, pipeline, events, config);
  const leading = pipeline.leading(since);
  await hear();
  const last = verdict(leading, split === records.length ? firstFrom : restFrom);
  return { verdicts: { case: last, detection: detection ?? last }, anomalies, events: others, refused };
}

/** Event time passes the last record by the time that the correlation waits: nothing is held back any more. */
async function letGo(
  { records }: PlacedCase,
  pipeline: Pipeline,
  events: EventAnomalies,
  { correlation_wait: waitMs, idle_timeout: idleMs }: Config['root_cause_analysis'],
): Promise<void> {
  const end = records.at(-1)?.at ?? 0;
  if (records.some(({ kind }) => kind === 'events')) {
    const watermark = watermarkOf(EVENT_ORIGIN, SITE, end + 2 * waitMs + 1, events.emitted());
    await pipeline.push([watermark], end + waitMs);
  }
  if (records.every(({ kind }) => kind === 'events')) return;
  for (let tick = 1; tick <= LAST_TICKS; tick += 1) await pipeline.tick(end + tick * 2 * idleMs);
}
