import type { Anomaly, Result } from '../live/api-types.ts';
import { momentOf } from '../time/format-time.ts';
import { endOf, onsetOf } from './anomaly-facts.ts';
import { type Subject, subjectsOf, worstOf } from './subjects.ts';

/** A stretch of a lane, as shares of its width. */
export interface Bar {
  readonly anomaly: Anomaly;
  readonly from: number;
  readonly to: number;
  readonly severity: ReturnType<typeof worstOf>;
}

/** What was anomalous about one entity, and when. */
export interface Lane {
  readonly subject: Subject;
  /** ms after the first onset of all. */
  readonly later: number;
  readonly bars: readonly Bar[];
}

/** Something that was done to an entity before or during the incident. */
export interface Change {
  readonly device: string;
  readonly text: string;
  readonly at: number;
  /** Share of the width. */
  readonly place: number;
}

export interface TimeLine {
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly lanes: readonly Lane[];
  readonly changes: readonly Change[];
}

const MARGIN = 0.03;
/** An incident of a moment is given some room. */
const LEAST_MS = 60_000;
/** Narrower bars could not be seen. */
const LEAST_BAR = 0.006;

/** When what became anomalous, in the order of onset. What goes on lasts until the end, or until the newest news of the incident. */
export function timeLineOf(result: Result): TimeLine {
  const subjects = subjectsOf(result);
  const changes = changesOf(result);
  const newest = momentOf(result.ended_at ?? result.timestamp) ?? 0;
  const onsets = subjects.flatMap(({ anomalies }) => anomalies.map(onsetOf));
  const ends = subjects.flatMap(({ anomalies }) => anomalies.map((anomaly) => endOf(anomaly) ?? newest));
  const first = least([...onsets, ...changes.map(({ at }) => at)], newest);
  const last = Math.max(most([...onsets, ...ends], newest), first + LEAST_MS);
  const room = (last - first) * MARGIN;
  const [from, to] = [first - room, last + room];
  const share = (at: number) => (at - from) / (to - from);
  const began = least(
    subjects.map(({ onset }) => onset),
    newest,
  );
  return {
    from,
    to,
    changes: changes.map((change) => ({ ...change, place: share(change.at) })),
    lanes: subjects.map((subject) => ({
      subject,
      later: subject.onset - began,
      bars: subject.anomalies.map((anomaly) => {
        const start = share(onsetOf(anomaly));
        const end = share(endOf(anomaly) ?? newest);
        return { anomaly, from: start, to: Math.max(end, start + LEAST_BAR), severity: worstOf([anomaly]) };
      }),
    })),
  };
}

/** Deployments and changes of configuration that speak for a candidate. */
function changesOf({ root_cause: { candidates } }: Result): Omit<Change, 'place'>[] {
  return candidates.flatMap(({ device, terms }) =>
    terms.flatMap(({ name, why, inputs }) => {
      const at = inputs?.at;
      return name === 'change' && typeof at === 'number' ? [{ device, text: why, at }] : [];
    }),
  );
}

function least(numbers: readonly number[], otherwise: number): number {
  return numbers.reduce((a, b) => Math.min(a, b), numbers[0] ?? otherwise);
}

function most(numbers: readonly number[], otherwise: number): number {
  return numbers.reduce((a, b) => Math.max(a, b), numbers[0] ?? otherwise);
}
