import type { Config } from '@aiops/config';
import { topics } from '@aiops/contracts';
import { type CaseNetwork, caseNetwork } from './case-network.ts';
import { createEventAnomalies, EVENT_ORIGIN, type EventAnomalies } from './event-anomalies.ts';
import { keepMessages } from './kept-messages.ts';
import { liveCase, type PlacedCase } from './live-case.ts';
import { type Pipeline, startPipeline } from './pipeline.ts';
import { type Moment, type Prediction, predictionOf } from './prediction.ts';
import type { RecordedCase } from './recorded-case.ts';

export interface ReplayOptions {
  readonly config: Config;
  /** Folder for the anomalies and events of each case. */
  readonly keep: string | undefined;
  /** A clock in ms. */
  readonly now: () => number;
  /** Told in words of records that could not be processed; the case goes on without them. */
  readonly onRefused: (text: string) => void;
}

/** A fleet that lives through recorded cases, one after the other. */
export interface Deployment {
  replay(recorded: RecordedCase): Promise<Readonly<Record<Moment, Prediction>>>;
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;
/** After the last record of a case, its alerts are over: well before the next one. */
const ENDED_AFTER_MS = HOUR_MS / 2;
/** When the cases that are alerts without a baseline begin. */
const FIRST_AT = Date.UTC(2026, 0, 1);

interface Running {
  readonly pipeline: Pipeline;
  readonly events: EventAnomalies;
  /** Event time of the last record so far; undefined before the first. */
  end: number | undefined;
}

/**
 * Replays cases. Those that consist of alerts alone belong to one running fleet: each comes an hour of event time after the
 * one before, so that what was learned is kept. Every other case has a fleet of its own, which first lives through its baseline.
 */
export function createDeployment(options: ReplayOptions): Deployment {
  let kept: Running | undefined;
  const start = async (recorded: RecordedCase, network: CaseNetwork): Promise<Running> => ({
    pipeline: await startPipeline({ config: options.config, origins: originsOf(recorded), network }),
    events: createEventAnomalies(),
    end: undefined,
  });
  const live = async (recorded: RecordedCase, placed: PlacedCase, { pipeline, events }: Running) => {
    const { config, keep, now } = options;
    const lived = await liveCase(placed, pipeline, events, config.root_cause_analysis, now);
    const { verdicts, refused, ...messages } = lived;
    if (refused.length > 0) options.onRefused(refusal(recorded.file.folder, refused));
    if (keep !== undefined) await keepMessages(keep, recorded.file, messages);
    const told = (moment: Moment) => predictionOf(recorded.file, placed.network, verdicts[moment]);
    return { case: told('case'), detection: told('detection') };
  };
  return {
    async replay(recorded) {
      const network = caseNetwork(recorded.topology);
      const { baseline, records } = recorded;
      const { detectionAt } = recorded.file;
      if (isAlertsOnly(recorded)) {
        kept ??= await start(recorded, network);
        const placed = { network, ...(await follow(recorded, network, kept)) };
        return live(recorded, placed, kept);
      }
      const running = await start(recorded, network);
      try {
        return await live(recorded, { network, baseline, records, detectionAt }, running);
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

/** Ends the alerts of the case before and moves a case to its place after that. */
async function follow(
  { file, records }: RecordedCase,
  network: CaseNetwork,
  running: Running,
): Promise<Omit<PlacedCase, 'network'>> {
  const { pipeline, events, end } = running;
  if (end !== undefined) {
    await pipeline.push(events.end(end + ENDED_AFTER_MS), end + ENDED_AFTER_MS);
    await pipeline.taken();
  }
  pipeline.setNetwork(network);
  const begin = end === undefined ? FIRST_AT : end + HOUR_MS;
  const shift = begin - (records[0]?.at ?? 0);
  const moved = records.map((record) => ({ ...record, at: record.at + shift }));
  running.end = moved.at(-1)?.at ?? begin;
  const detectionAt = file.detectionAt === undefined ? undefined : file.detectionAt + shift;
  return { baseline: [], records: moved, detectionAt };
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

function refusal(folder: string, [first, ...others]: readonly string[]): string {
  const more = others.length === 0 ? '' : `; so were ${others.length} more`;
  return `${folder}: a record cannot be processed and was left out: ${first}${more}`;
}
