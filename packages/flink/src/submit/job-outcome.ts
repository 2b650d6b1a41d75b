/** What was done about a job. */
export interface JobOutcome {
  readonly job: string;
  /** `left`: it runs already; `changed`: it runs on with other SQL; `unwanted`: it runs although the settings do not want it. */
  readonly outcome: 'left' | 'started' | 'upgraded' | 'stopped' | 'changed' | 'unwanted' | 'failed';
  readonly jobId?: string;
  /** The checkpoint or savepoint that it was started of. */
  readonly from?: string;
  /** What else is to be said, and done about it. */
  readonly detail?: string;
  /** True unless the job is now as the settings want it. */
  readonly isWrong: boolean;
}
