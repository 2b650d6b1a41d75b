import type { Counter } from '@aiops/runtime';
import type { EvidenceUrls } from '../evidence.ts';
import type { Origin } from '../origin.ts';

/** What judgements about lines need beside lines and settings. */
export interface LogContext {
  readonly urls: EvidenceUrls | undefined;
  readonly muteOf: Origin['muteOf'];
  /** Counts what a mute held back. */
  readonly muted: Counter;
}
