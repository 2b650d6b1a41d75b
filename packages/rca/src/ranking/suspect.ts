import type { Finding } from './finding.ts';

/** A possible cause: an anomalous entity, or one without data that anomalous ones depend on. */
export interface Suspect {
  readonly entity: string;
  readonly name: string;
  /** Its number in the topology; undefined outside of it. */
  readonly node: number | undefined;
  readonly finding: Finding | undefined;
}
