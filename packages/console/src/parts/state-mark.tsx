import { useWords } from '../words/use-words.ts';
import { Icon } from './icon.tsx';

const SIGNS = { open: 'dot', updated: 'dot', reopened: 'dot', resolved: 'check', merged: 'arrow' } as const;
type Status = keyof typeof SIGNS;

/** Whether an incident goes on: sign, word and colour. */
export function StateMark({ status }: { readonly status: string }) {
  const { incidents } = useWords();
  const known = status in SIGNS ? (status as Status) : undefined;
  return (
    <span class={`mark state-${known ?? 'open'}`}>
      <Icon name={known === undefined ? 'dot' : SIGNS[known]} />
      {known === undefined ? status : incidents.status[known]}
    </span>
  );
}
