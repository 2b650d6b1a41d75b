import { Choice } from '../parts/choice.tsx';
import { useWords } from '../words/use-words.ts';
import { type AnomalyFilter, filterFrom, searchOf } from './anomaly-filter.ts';

export interface AnomalyFilterBarProps {
  readonly filter: AnomalyFilter;
  readonly onChange: (filter: AnomalyFilter) => void;
}

const SEVERITIES = ['all', 'medium', 'high', 'critical'] as const;
const STATUSES = ['all', 'firing', 'resolved'] as const;

/** Which anomalies are shown. What is typed counts when it is done, since the API is asked for whole names. */
export function AnomalyFilterBar({ filter, onChange }: AnomalyFilterBarProps) {
  const { anomalies: words } = useWords();
  // Whatever is chosen is read as the address would be: `all` is no filter.
  const change = (key: keyof AnomalyFilter, value: string) =>
    onChange(filterFrom(searchOf({ ...filter, [key]: value })));
  return (
    <search class="filters" aria-label={words.filters}>
      {(['entity', 'metric'] as const).map((key) => (
        <label key={key} class="grow">
          {words[key]}
          <input
            type="search"
            value={filter[key] ?? ''}
            maxLength={200}
            onChange={({ currentTarget }) => change(key, currentTarget.value.trim())}
          />
        </label>
      ))}
      <Choice
        label={words.severity}
        names={SEVERITIES}
        words={words.severities}
        value={filter.severity ?? 'all'}
        onChange={(name) => change('severity', name)}
      />
      <Choice
        label={words.status}
        names={STATUSES}
        words={words.statuses}
        value={filter.status ?? 'all'}
        onChange={(name) => change('status', name)}
      />
    </search>
  );
}
