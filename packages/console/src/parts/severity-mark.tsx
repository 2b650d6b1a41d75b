import type { IncidentSummary } from '../live/api-types.ts';
import { useWords } from '../words/use-words.ts';
import { Icon } from './icon.tsx';

/** How bad something is: sign, word and colour. */
export function SeverityMark({ severity }: { readonly severity: IncidentSummary['severity'] }) {
  const { shell } = useWords();
  return (
    <span class={`mark severity-${severity}`}>
      <Icon name={severity} />
      {shell.severity[severity]}
    </span>
  );
}
