import type { ComponentChildren } from 'preact';
import type { ApiRefused } from '../live/api-refused.ts';
import { askAllAgain } from '../live/live.ts';
import { useWords } from '../words/use-words.ts';
import { Notice } from './notice.tsx';

export interface AskFailedProps {
  readonly title: string;
  /** Why there is no answer; nothing is shown without it. */
  readonly error: Pick<ApiRefused, 'status' | 'message'> | undefined;
  /** Whether it is asked again without anybody doing anything. */
  readonly isRepeated?: boolean;
  /** What else may be done. */
  readonly children?: ComponentChildren;
}

/** That the API could not be asked, why, and what to do. */
export function AskFailed({ title, error, isRepeated = false, children }: AskFailedProps) {
  const { shell } = useWords();
  if (error === undefined) return null;
  return (
    <Notice kind="error" title={title}>
      <p>
        {error.status === 0 ? shell.unreachable : shell.said(error.message)} {isRepeated && shell.repeated}
      </p>
      {children}
      {!isRepeated && (
        <button type="button" onClick={askAllAgain}>
          {shell.retry}
        </button>
      )}
    </Notice>
  );
}
