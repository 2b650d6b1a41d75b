import { Notice } from './notice.tsx';

export interface AskFailedProps {
  readonly title: string;
  /** Why there is no answer; nothing is shown without it. */
  readonly error: Error | undefined;
  /** The reason in a sentence that says what to do. */
  readonly advice: (reason: string) => string;
}

/** That the API could not be asked, why, and what to do. */
export function AskFailed({ title, error, advice }: AskFailedProps) {
  if (error === undefined) return null;
  return (
    <Notice kind="error" title={title}>
      <p>{advice(error.message)}</p>
    </Notice>
  );
}
