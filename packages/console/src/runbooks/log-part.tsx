import { useMemo, useState } from 'preact/hooks';
import { pathOf } from '../app/routes.ts';
import type { Operations } from '../live/api-types.ts';
import type { Awaited } from '../live/use-answer.ts';
import { Age } from '../parts/age.tsx';
import { AskFailed } from '../parts/ask-failed.tsx';
import { Card } from '../parts/card.tsx';
import { useWords } from '../words/use-words.ts';
import { logLines } from './log-lines.ts';

export interface LogPartProps {
  readonly log: Awaited<Operations['listActions']['answer']>;
}

const PORTION = 30;

/** Who decided and did what, the newest first. */
export function LogPart({ log: { value, error } }: LogPartProps) {
  const { runbooks: words, shell } = useWords();
  const [most, setMost] = useState(PORTION);
  const lines = useMemo(() => logLines(value?.items ?? []), [value]);
  return (
    <Card title={words.log}>
      {value === undefined && error === undefined && <p class="quiet">{shell.loading}</p>}
      <AskFailed title={words.failedLog} error={error} />
      {value !== undefined && lines.length === 0 && <p class="quiet">{words.noLog}</p>}
      {lines.length > 0 && (
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{words.when}</th>
              <th scope="col">{words.who}</th>
              <th scope="col">{words.what}</th>
              <th scope="col">{words.outcome}</th>
            </tr>
          </thead>
          <tbody>
            {lines.slice(0, most).map(({ key, at, kind, actor, runbook, device, incident, outcome }) => (
              <tr key={key}>
                <td data-label={words.when}>
                  <Age stamp={at} />
                </td>
                <td data-label={words.who}>{actor ?? words.byItself}</td>
                <td data-label={words.what}>
                  {words.kinds[kind]} {runbook !== undefined && <strong>{runbook}</strong>}
                  {device !== undefined && ` · ${device}`}
                  {incident !== undefined && (
                    <>
                      {' · '}
                      <a href={pathOf({ view: 'incident', id: incident })}>{words.ofIncident}</a>
                    </>
                  )}
                </td>
                <td data-label={words.outcome}>{outcome}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {lines.length > most && (
        <button type="button" onClick={() => setMost(most + PORTION)}>
          {shell.more(lines.length - most)}
        </button>
      )}
    </Card>
  );
}
