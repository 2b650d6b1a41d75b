import { emptyMiner, type MinerState } from '@aiops/detectors';
import type { OpenAnomaly } from '../lifecycle.ts';
import type { TemplateHabit } from './template-habit.ts';

/** A template whose first lines may be news, to be judged when its window is over. */
export interface Newcomer {
  readonly id: string;
  /** Stamp of its first line (epoch ms). */
  readonly at: number;
  /** Its lines in that window. */
  count: number;
  lines: string[];
}

/** All that is known about the templates of one entity. Plain JSON of bounded size, mutated in place. */
export interface TemplatesState {
  readonly miner: MinerState;
  /** By the id of the template. */
  readonly habits: Record<string, TemplateHabit>;
  /** Stamp of the first line of the entity (epoch ms). */
  readonly since: number;
  /** Number of the newest window, and fingerprints of its lines: one that comes again is not counted. */
  window: number;
  seen: number[];
  /** When a template last had to leave for want of room, or null. */
  evictedAt: number | null;
  newcomers: Newcomer[];
  /** How many newcomers there have been lately, and when that was counted: it fades. */
  novelty: number;
  noveltyAt: number;
  /** No regular template is due before this event time; null when none is awaited. */
  awaited: number | null;
  /** The open anomalies, each with the templates that belong to it. */
  burst: { open: OpenAnomaly; window: number } | null;
  /** `toldAt`: when it was told after a mute had withheld it. */
  news: { open: OpenAnomaly; ids: string[]; at: number; toldAt?: number } | null;
  missing: { open: OpenAnomaly; ids: string[] } | null;
}

export function emptyTemplates(since: number): TemplatesState {
  return {
    miner: emptyMiner(),
    habits: {},
    since,
    window: 0,
    seen: [],
    evictedAt: null,
    newcomers: [],
    novelty: 0,
    noveltyAt: since,
    awaited: null,
    burst: null,
    news: null,
    missing: null,
  };
}
