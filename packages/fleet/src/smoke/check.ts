/** One thing that is looked at. */
export interface Check {
  /** What `--only` and `--skip` call it; several checks may make up one part. */
  readonly part: string;
  /** What the line of its result begins with. */
  readonly title: string;
  /** Title of the check without whose success this one cannot be made. */
  readonly needs?: string;
  /** Resolves to what was found, in a few words. Rejects with {@link CheckFailed} when it is not as it should be. */
  readonly run: () => Promise<string>;
}

/** Something is not as it should be: what, and what to do about it. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
  readonly advice: string;
  constructor(reason: string, advice: string) {
    super(reason);
    this.advice = advice;
  }
}

/** How a check ended. */
export interface CheckResult {
  readonly part: string;
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'not_run';
  /** What was found, or the reason. */
  readonly detail: string;
  /** What to do; empty unless it failed. */
  readonly advice: string;
  readonly ms: number;
}
