import type { LabelledRows } from './labelled-rows.ts';

/** A labelled file with what the detection made of it: one score for each row. */
export interface ScoredFile extends LabelledRows {
  readonly name: string;
  readonly scores: Float64Array;
}
