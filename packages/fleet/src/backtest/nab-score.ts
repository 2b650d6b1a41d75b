import type { ScoredFile } from './scored-file.ts';

/** What a hit at the first row of a window, a false alarm and a missed window weigh. */
const PROFILES = {
  standard: { hit: 1, falseAlarm: 0.11, miss: 1 },
  rewardLowFp: { hit: 1, falseAlarm: 0.22, miss: 1 },
  rewardLowFn: { hit: 1, falseAlarm: 0.11, miss: 2 },
} as const;

type Profile = (typeof PROFILES)[keyof typeof PROFILES];

/** A score of the NAB benchmark: 100 = each window is hit at its first row and there is no false alarm, 0 = silence. */
export interface NabFigure {
  readonly score: number;
  /** The threshold that gives it, for all files; infinite when silence is best. */
  readonly threshold: number;
}

export type NabScore = Readonly<Record<keyof typeof PROFILES, NabFigure>>;

/** From this many window widths after a window on, a false alarm counts in full. */
const FAR = 3;

/** All rows that count, the highest score first. */
interface RankedRows {
  readonly scores: Float64Array;
  /** What an alarm there is worth: up to 1 in a window, down to −1 outside. */
  readonly worths: Float64Array;
  /** Number of the window among those of all files, −1 outside. */
  readonly windows: Int32Array;
  readonly order: Uint32Array;
  readonly windowCount: number;
}

/**
 * The score of the Numenta Anomaly Benchmark (Lavin and Ahmad 2015, "Evaluating Real-time Anomaly Detection
 * Algorithms") with its three profiles, each at the threshold that is best for it over all files together. In a window
 * the earliest alarm counts for more, and only the best one counts. Undefined when no window is labelled.
 */
export function nabScore(files: readonly ScoredFile[]): NabScore | undefined {
  const ranked = rankRows(files);
  if (ranked.windowCount === 0) return undefined;
  return {
    standard: bestFigure(ranked, PROFILES.standard),
    rewardLowFp: bestFigure(ranked, PROFILES.rewardLowFp),
    rewardLowFn: bestFigure(ranked, PROFILES.rewardLowFn),
  };
}

/** Lowers the threshold row by row and keeps the sum of all worths, and where it was highest. */
function bestFigure(rows: RankedRows, { hit, falseAlarm, miss }: Profile): NabFigure {
  const { scores, worths, windows, order, windowCount } = rows;
  const reachable = new Set(windows);
  reachable.delete(-1);
  const silence = -miss * reachable.size;
  const earned = new Float64Array(windowCount).fill(-miss);
  let sum = silence;
  let best = silence;
  let threshold = Number.POSITIVE_INFINITY;
  for (const [rank, row] of order.entries()) {
    const worth = worths[row] as number;
    const window = windows[row] as number;
    if (window === -1) {
      sum += worth * falseAlarm;
    } else if (worth * hit > (earned[window] as number)) {
      sum += worth * hit - (earned[window] as number);
      earned[window] = worth * hit;
    }
    // Rows with the same score raise the alarm together.
    const score = scores[row] as number;
    if (sum > best && scores[order[rank + 1] ?? -1] !== score) {
      best = sum;
      threshold = score;
    }
  }
  return { score: (100 * (best - silence)) / (hit * windowCount - silence), threshold };
}

function rankRows(files: readonly ScoredFile[]): RankedRows {
  const total = files.reduce((sum, { scores, scoreFromRow }) => sum + scores.length - scoreFromRow, 0);
  const scores = new Float64Array(total);
  const worths = new Float64Array(total);
  const windows = new Int32Array(total);
  let start = 0;
  let windowCount = 0;
  for (const file of files) {
    const own = worthsOf(file);
    scores.set(file.scores.subarray(file.scoreFromRow), start);
    worths.set(own.worths.subarray(file.scoreFromRow), start);
    for (let row = file.scoreFromRow; row < file.scores.length; row += 1) {
      const window = own.windows[row] as number;
      windows[start + row - file.scoreFromRow] = window === -1 ? -1 : windowCount + window;
    }
    start += file.scores.length - file.scoreFromRow;
    windowCount += file.windows.length;
  }
  const order = Uint32Array.from({ length: total }, (_, i) => i);
  order.sort((a, b) => (scores[b] as number) - (scores[a] as number));
  return { scores, worths, windows, order, windowCount };
}

function worthsOf({ scores, windows }: ScoredFile): { worths: Float64Array; windows: Int32Array } {
  const worths = new Float64Array(scores.length).fill(-1);
  const numbers = new Int32Array(scores.length).fill(-1);
  const first = worthAt(-1);
  for (const [number, { from, to }] of windows.entries()) {
    const width = to - from + 1;
    for (let row = from; row <= to; row += 1) {
      worths[row] = worthAt((row - to - 1) / width) / first;
      numbers[row] = number;
    }
    const next = windows[number + 1]?.from ?? scores.length;
    // A false alarm soon after a window is half a hit; a window of one row has no "soon".
    for (let row = to + 1; row < next && width > 1; row += 1) worths[row] = worthAt((row - to) / (width - 1));
  }
  return { worths, windows: numbers };
}

/** The scaled sigmoid of NAB. `position`: −1 is the first row of a window, 0 just behind its last, 1 a width later. */
function worthAt(position: number): number {
  return position > FAR ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}
