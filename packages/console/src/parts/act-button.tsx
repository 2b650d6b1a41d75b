import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useMissingRole } from '../app/session.ts';
import type { Operations } from '../live/api-types.ts';
import { useWords } from '../words/use-words.ts';

export interface ActButtonProps {
  /** What it asks of the API: decides which role it needs. */
  readonly operation: keyof Operations;
  readonly onAct: () => void;
  readonly busy?: boolean;
  readonly kind?: 'primary' | 'danger';
  readonly pressed?: boolean;
  readonly children: ComponentChildren;
}

/** A button that changes something. Who may not press it is shown it all the same, with what it needs. */
export function ActButton({ operation, onAct, busy = false, kind, pressed, children }: ActButtonProps) {
  const { shell } = useWords();
  const missing = useMissingRole(operation);
  const id = useId();
  const why = missing === undefined ? undefined : shell.needsRole(shell.roles[missing]);
  return (
    <>
      {/* Not `disabled`: it stays in the order of the keyboard, so that everybody can find out why. */}
      <button
        type="button"
        class={kind === undefined ? undefined : `button-${kind}`}
        aria-disabled={why !== undefined || busy}
        aria-describedby={why === undefined ? undefined : id}
        aria-pressed={pressed}
        title={why}
        onClick={() => why === undefined && !busy && onAct()}
      >
        {children}
      </button>
      {why !== undefined && (
        <span id={id} class="unseen">
          {why}
        </span>
      )}
    </>
  );
}
