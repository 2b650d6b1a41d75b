import { Choice } from '../parts/choice.tsx';
import { useWords } from '../words/use-words.ts';
import type { IncidentFilter } from './incident-filter.ts';

export interface FilterBarProps {
  readonly filter: IncidentFilter;
  readonly onChange: (filter: IncidentFilter) => void;
}

const STATES = ['all', 'open', 'closed'] as const;
const SEVERITIES = ['all', 'medium', 'high', 'critical'] as const;

/** Which incidents are shown. */
export function FilterBar({ filter, onChange }: FilterBarProps) {
  const words = useWords().incidents;
  const { state: _, ...withoutState } = filter;
  const { severity: __, ...withoutSeverity } = filter;
  const { simulated: ___, ...withoutSimulated } = filter;
  return (
    <search class="filters" aria-label={words.filters}>
      <Choice
        label={words.state}
        names={STATES}
        words={words.states}
        value={filter.state ?? 'all'}
        onChange={(state) => onChange(state === 'all' ? withoutState : { ...filter, state })}
      />
      <Choice
        label={words.severity}
        names={SEVERITIES}
        words={words.severities}
        value={filter.severity ?? 'all'}
        onChange={(severity) => onChange(severity === 'all' ? withoutSeverity : { ...filter, severity })}
      />
      <label class="grow">
        {words.search}
        <input
          type="search"
          value={filter.text ?? ''}
          onInput={({ currentTarget: { value } }) => onChange({ ...filter, text: value })}
        />
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={filter.simulated !== false}
          onChange={({ currentTarget: { checked } }) =>
            onChange(checked ? withoutSimulated : { ...filter, simulated: false })
          }
        />
        {words.simulated}
      </label>
    </search>
  );
}
