import type { Config } from '@aiops/config';
import { type AnomalyMessage, topics } from '@aiops/contracts';
import { severityAlone } from '@aiops/root-cause-analysis';
import { type CaseNetwork, caseNetwork, SITE } from './case-network.ts';
import type { CaseRecord } from './case-record.ts';
import { createEventAnomalies, EVENT_ORIGIN, type EventAnomalies } from './event-anomalies.ts';
import { keepMessages } from './kept-messages.ts';
import { type Pipeline, startPipeline, watermarkOf } from './pipeline.ts';
import { type Prediction, predictionOf, type Verdict } from './prediction.ts';
import { recordMessages, type Telling } from './record-messages.ts';
import type { RecordedCase } from './recorded-case.ts';
import { spanRoles } from './span-roles.ts';
import { timeSlices } from './time-slices.ts';

/** When the verdict counts that is asked for: after all records of the case, or when somebody noticed. */
export type Moment = 'case' | 'detection';

export interface ReplayOptions {
  readonly config: Config;
  readonly moment: Moment;
  /** Folder for the anomalies and events of each case. */
  readonly keep: string | undefined;
  /** A clock in ms. */
  readonly now: () => number;
}

/** A fleet that lives through recorded cases, one after the other. */
export interface Deployment {
  replay(recorded: RecordedCase): Promise<Prediction>;
  close(): Promise<void>;
}

/** Event time between two looks of the fleet at its clock: while all is normal, and during the case. */
const BASELINE_SLICE_MS = 60_000;
const CASE_SLICE_MS = 10_000;
const HOUR_MS = 3_600_000;
/** After the last record of a case, its alerts are over: well before the next one. */
const ENDED_AFTER_MS = HOUR_MS / 2;
/** When the cases that are alerts without a baseline begin. */
const FIRST_AT = Date.UTC(2026, 0, 1);
/** Ticks after the last record: spans that wait are counted, what they lead to is taken in, and nobody holds back any more. */
const LAST_TICKS = 3;

interface Running {
  readonly pipeline: Pipeline;
  /** Event time of the last record so far; undefined before the first. */
  end: number | undefined;
  readonly events: EventAnomalies;
}

/** Messages of a case so far. */
interface Heard {
  anomalies: AnomalyMessage[];
  events: object[];
  /** How many anomalies there were before the case. */
  before: number;
}

/**
 * Replays cases. Those that consist of alerts alone belong to one running fleet: each comes an hour of event time after the
 * one before, so that what was learned is kept. Every other case has a fleet of its own, which first lives through its baseline.
 */
export function createDeployment(options: ReplayOptions): Deployment {
  let kept: Running | undefined;
  const start = async (recorded: RecordedCase, network: CaseNetwork): Promise<Running> => ({
    pipeline: await startPipeline({ config: options.config, origins: originsOf(recorded), network }),
    end: undefined,
    events: createEventAnomalies(),
  });
  return {
    async replay(recorded) {
      const network = caseNetwork(recorded.topology);
      if (isAlertsOnly(recorded)) {
        kept ??= await start(recorded, network);
        return live(recorded, network, kept, options);
      }
      const running = await start(recorded, network);
      try {
        return await live(recorded, network, running, options);
      } finally {
        await running.pipeline.close();
      }
    },
    close: async () => kept?.pipeline.close(),
  };
}

/** Whether a case is told by alerts alone, so that there is nothing to detect. */
function isAlertsOnly({ baseline, records }: RecordedCase): boolean {
  return baseline.length === 0 && records.every(({ kind }) => kind === 'events');
}

async function live(
  recorded: RecordedCase,
  network: CaseNetwork,
  running: Running,
  options: ReplayOptions,
): Promise<Prediction> {
  const { pipeline, events } = running;
  if (running.end !== undefined) {
    const endedAt = running.end + ENDED_AFTER_MS;
    await pipeline.push(events.end(endedAt), endedAt);
    await pipeline.taken();
  }
  pipeline.setNetwork(network);
  const telling: Telling = {
    network,
    events,
    roleOf: spanRoles([...recorded.baseline, ...recorded.records]),
  };
  const heard: Heard = { anomalies: [], events: [], before: 0 };
  for (const slice of timeSlices(recorded.baseline, BASELINE_SLICE_MS))
    await pass(pipeline, slice, telling, heard);
  heard.before = heard.anomalies.length;
  const records = placed(recorded, running, options.moment);
  const since = records[0]?.at ?? 0;
  let from = options.now();
  for (const slice of timeSlices(records, CASE_SLICE_MS)) {
    from = options.now();
    await pass(pipeline, slice, telling, heard);
  }
  running.end = records.at(-1)?.at ?? since;
  await finish(running, records, options.config);
  const found = pipeline.leading(since);
  const ms = options.now() - from;
  await hear(pipeline, heard);
  const verdict: Verdict =
    found === undefined
      ? { ranking: severityAlone(heard.anomalies.slice(heard.before).filter(isFiring)), confidence: 0, ms }
      : { ...found, ms };
  if (options.keep !== undefined) await keepMessages(options.keep, recorded.file, toKeep(heard));
  return predictionOf(recorded.file, network, verdict);
}

/** The records up to the moment that counts, at their places in the event time of the fleet. */
function placed(recorded: RecordedCase, running: Running, moment: Moment): CaseRecord[] {
  const { file, records } = recorded;
  const first = records[0]?.at ?? 0;
  const begin = running.end === undefined ? FIRST_AT : running.end + HOUR_MS;
  const shift = isAlertsOnly(recorded) ? begin - first : 0;
  const until = moment === 'detection' ? (file.detectionAt ?? Number.POSITIVE_INFINITY) : undefined;
  const wanted = until === undefined ? records : records.filter(({ at }) => at <= until);
  return wanted.map((record) => ({ ...record, at: record.at + shift }));
}

async function pass(
  pipeline: Pipeline,
  slice: readonly CaseRecord[],
  telling: Telling,
  heard: Heard,
): Promise<void> {
  const now = slice.at(-1)?.at ?? 0;
  await pipeline.push(recordMessages(slice, telling), now);
  await pipeline.tick(now);
  await hear(pipeline, heard);
}

async function hear(pipeline: Pipeline, heard: Heard): Promise<void> {
  const { anomalies, events } = await pipeline.taken();
  heard.anomalies.push(...anomalies);
  heard.events.push(...events);
}

/** Event time passes the last record by the time that the correlation waits. */
async function finish(running: Running, records: readonly CaseRecord[], config: Config): Promise<void> {
  const { pipeline, events } = running;
  const end = running.end ?? 0;
  const { correlation_wait: waitMs, idle_timeout: idleMs } = config.root_cause_analysis;
  if (records.some(({ kind }) => kind === 'events'))
    await pipeline.push(
      [watermarkOf(EVENT_ORIGIN, SITE, end + 2 * waitMs + 1, events.emitted())],
      end + waitMs,
    );
  if (records.every(({ kind }) => kind === 'events')) return;
  for (let tick = 1; tick <= LAST_TICKS; tick += 1) await pipeline.tick(end + tick * 2 * idleMs);
}

function originsOf({ baseline, records }: RecordedCase): string[] {
  const kinds = new Set([...baseline, ...records].map(({ kind }) => kind));
  return [
    ...(kinds.has('metrics') || kinds.has('spans') ? [`${topics.metrics}/0`] : []),
    ...(kinds.has('logs') ? [`${topics.logs}/0`] : []),
    ...(kinds.has('spans') ? [`${topics.traces}/0`] : []),
    ...(kinds.has('events') ? [EVENT_ORIGIN] : []),
  ];
}

function isFiring({ status }: AnomalyMessage): boolean {
  return status !== 'resolved';
}

function toKeep({ anomalies, events }: Heard) {
  return { anomalies, events };
}
