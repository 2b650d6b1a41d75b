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
      <label>
        {words.state}
        <select
          value={filter.state ?? 'all'}
          onChange={({ currentTarget: { value } }) =>
            onChange(value === 'open' || value === 'closed' ? { ...filter, state: value } : withoutState)
          }
        >
          {STATES.map((name) => (
            <option key={name} value={name}>
              {words.states[name]}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.severity}
        <select
          value={filter.severity ?? 'all'}
          onChange={({ currentTarget: { value } }) =>
            onChange(
              value === 'medium' || value === 'high' || value === 'critical'
                ? { ...filter, severity: value }
                : withoutSeverity,
            )
          }
        >
          {SEVERITIES.map((name) => (
            <option key={name} value={name}>
              {words.severities[name]}
            </option>
          ))}
        </select>
      </label>
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
