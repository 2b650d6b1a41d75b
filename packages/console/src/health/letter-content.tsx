import { useAnswer } from '../live/use-answer.ts';
import { AskFailed } from '../parts/ask-failed.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { useWords } from '../words/use-words.ts';

/** What a dead letter says, as text. */
export function LetterContent({ id }: { readonly id: string }) {
  const { health: words, shell } = useWords();
  const { value, error } = useAnswer('getDeadLetter', { params: { id } }, id);
  if (value === undefined)
    return (
      <>
        {error === undefined && <p class="quiet">{shell.loading}</p>}
        <AskFailed title={words.letterFailed} error={error} />
      </>
    );
  return (
    <>
      <p>
        <span class="quiet">{words.key}</span> <code>{value.key ?? '–'}</code>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who has only a keyboard scrolls it, too */}
      <pre class="letter-text" tabIndex={0}>
        {value.value ?? words.noValue}
      </pre>
      {value.is_cut && <p class="quiet">{words.cut(value.bytes)}</p>}
      {value.value !== null && <CopyButton text={() => value.value ?? ''} />}
    </>
  );
}
