import { useState } from 'preact/hooks';
import { navigate, place } from '../app/location.ts';
import { pathOf } from '../app/routes.ts';
import { RunBox } from '../incident/run-box.tsx';
import type { Operations, RunEntry } from '../live/api-types.ts';
import type { Awaited } from '../live/use-answer.ts';
import { useStore } from '../live/use-store.ts';
import { Age } from '../parts/age.tsx';
import { AskFailed } from '../parts/ask-failed.tsx';
import { Card } from '../parts/card.tsx';
import { Notice } from '../parts/notice.tsx';
import { useWords } from '../words/use-words.ts';
import { wordFor } from '../words/word-for.ts';

export interface RunsPartProps {
  readonly runs: Awaited<Operations['listRuns']['answer']>;
  /** Grows with everything that happens. */
  readonly news: number;
  readonly onChange: () => void;
}

const PORTION = 20;

/** Runs, the newest first; those in one state when the address says so. */
export function RunsPart({ runs: { value, error }, news, onChange }: RunsPartProps) {
  const { runbooks: words, incident, shell } = useWords();
  const { search } = useStore(place);
  const [most, setMost] = useState(PORTION);
  const state = new URLSearchParams(search).get('state') ?? '';
  const all = value?.items ?? [];
  const shown = all.filter((run) => state === '' || run.state === state);
  const choose = (next: string) =>
    navigate(pathOf({ view: 'runbooks' }) + (next === '' ? '' : `?state=${encodeURIComponent(next)}`), {
      replace: true,
    });
  return (
    <Card
      title={words.runs}
      aside={
        all.length > 0 && (
          <label>
            {words.runState}{' '}
            <select value={state} onChange={({ currentTarget }) => choose(currentTarget.value)}>
              <option value="">{words.allStates}</option>
              {Object.entries(incident.runStates).map(([name, text]) => (
                <option key={name} value={name}>
                  {text}
                </option>
              ))}
            </select>
          </label>
        )
      }
    >
      {value === undefined && error === undefined && <p class="quiet">{shell.loading}</p>}
      <AskFailed title={words.failedRuns} error={error} />
      {value !== undefined && all.length === 0 && (
        <Notice kind="empty" title={words.noRuns}>
          <p>{words.noRunsHint}</p>
        </Notice>
      )}
      {all.length > 0 && shown.length === 0 && <p class="quiet">{words.noSuchRuns}</p>}
      {shown.slice(0, most).map((run) => (
        <RunLine key={run.id} run={run} news={news} onChange={onChange} />
      ))}
      {shown.length > most && (
        <button type="button" onClick={() => setMost(most + PORTION)}>
          {shell.more(shown.length - most)}
        </button>
      )}
    </Card>
  );
}

interface RunLineProps extends Pick<RunsPartProps, 'news' | 'onChange'> {
  readonly run: RunEntry;
}

/** A run in a line; what waits for somebody is open from the start. */
function RunLine({ run, news, onChange }: RunLineProps) {
  const { runbooks: words, incident: incidentWords } = useWords();
  const [isOpen, setOpen] = useState(run.state === 'requested');
  const { verified } = run;
  return (
    <details class="fold" open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <strong>{run.runbook}</strong>{' '}
        <span class={`tag run-${run.state}`}>{wordFor(incidentWords.runStates, run.state)}</span>{' '}
        <span class="quiet">
          {words.about(run.device ?? '–', run.target)} · {incidentWords.requestedBy(run.requested_by)}{' '}
          <Age stamp={run.requested_at} short />
          {verified !== null && ` · ${wordFor(incidentWords.effects, verified)}`}
        </span>
      </summary>
      {isOpen && (
        <>
          {run.incident !== null && (
            <p>
              <a href={pathOf({ view: 'incident', id: run.incident })}>{words.ofIncident}</a>
            </p>
          )}
          <RunBox id={run.id} news={news} onChange={onChange} />
        </>
      )}
    </details>
  );
}
