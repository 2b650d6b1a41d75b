/** Whether a run helped. */
export interface Verdict {
  readonly effect: 'improved' | 'no_effect' | 'worse' | 'unknown';
  /** In words, with the numbers that it was judged by. */
  readonly why: string;
  /** Level of the metric before the run, and at the end of the time that the effect was given. */
  readonly before?: number;
  readonly after?: number;
}
