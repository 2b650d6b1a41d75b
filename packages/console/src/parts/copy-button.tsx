import { useState } from 'preact/hooks';
import { useWords } from '../words/use-words.ts';

export interface CopyButtonProps {
  readonly text: () => string;
  readonly label?: string;
}

const SHOWN_MS = 3_000;

/** Puts a text on the clipboard, and says whether that worked. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const { shell } = useWords();
  const [said, setSaid] = useState<string>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setSaid(shell.copied);
    } catch {
      setSaid(shell.copyFailed);
    }
    window.setTimeout(() => setSaid(undefined), SHOWN_MS);
  };
  return (
    <span class="copy">
      <button type="button" onClick={() => void copy()}>
        {label ?? shell.copy}
      </button>
      <span role="status">{said}</span>
    </span>
  );
}
