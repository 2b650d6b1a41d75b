import { useState } from 'preact/hooks';
import type { Incident } from '../live/api-types.ts';
import { useAnswer } from '../live/use-answer.ts';
import { AskFailed } from '../parts/ask-failed.tsx';
import { Card } from '../parts/card.tsx';
import { Notice } from '../parts/notice.tsx';
import { useWords } from '../words/use-words.ts';
import { RunBox } from './run-box.tsx';
import { RunbookForm } from './runbook-form.tsx';
import type { IncidentResponse } from './use-incident-response.ts';

export interface RunbooksPartProps {
  readonly incident: Incident;
  /** Grows with everything that is done about the incident. */
  readonly news: number;
  readonly runs: IncidentResponse['runs'];
  /** Is called after something was asked for or decided here. */
  readonly onActed: () => void;
}

/** What can be done now: the suggested runbook, and the runs that somebody asked for. */
export function RunbooksPart({ incident: { incident }, news, runs, onActed }: RunbooksPartProps) {
  const { incident: words, runbooks: own, shell } = useWords();
  const [chosen, setChosen] = useState<string>();
  const books = useAnswer('listRunbooks', {}, `${incident.id} ${news}`);
  const name = chosen ?? incident.runbooks[0];
  const book = books.value?.items.find((candidate) => candidate.name === name);
  const [newest, ...older] = runs.value?.items ?? [];
  const stopped = books.value?.stopped;
  return (
    <Card title={words.whatNow} class="part-now">
      <AskFailed title={own.failed} error={books.error} />
      <AskFailed title={own.failedRuns} error={runs.error} />
      {stopped !== null && stopped !== undefined && (
        <Notice kind="warning" title={words.stopped(stopped.by, stopped.reason)} />
      )}
      {newest !== undefined && <RunBox key={newest.id} id={newest.id} news={news} onChange={onActed} />}
      {older.length > 0 && (
        <details>
          <summary>{words.olderRuns(older.length)}</summary>
          {older.map(({ id }) => (
            <RunBox key={id} id={id} news={news} onChange={onActed} />
          ))}
        </details>
      )}
      {name === undefined ? (
        <p>{incident.state === 'closed' ? words.isOver : words.noRunbook}</p>
      ) : (
        <>
          {incident.runbooks.length > 1 && (
            <label class="runbook-choice">
              {words.runbook}
              <select value={name} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
                {incident.runbooks.map((candidate) => (
                  <option key={candidate} value={candidate}>
                    {candidate}
                  </option>
                ))}
              </select>
            </label>
          )}
          {incident.runbooks.length === 1 && <strong>{name}</strong>}
          {book !== undefined && (
            <RunbookForm key={name} incident={incident.id} runbook={book} onRequested={onActed} />
          )}
          {books.value === undefined && books.error === undefined && <p class="quiet">{shell.loading}</p>}
          {books.value !== undefined && book === undefined && <p class="quiet">{words.runbookGone}</p>}
        </>
      )}
    </Card>
  );
}
