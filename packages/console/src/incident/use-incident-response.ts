import { useState } from 'preact/hooks';
import type { Operations } from '../live/api-types.ts';
import { type Awaited, useAnswer } from '../live/use-answer.ts';

/** What people did about an incident: the runs of runbooks and the verdicts, the newest first. */
export interface IncidentResponse {
  readonly runs: Awaited<Operations['listRuns']['answer']>;
  readonly verdicts: Awaited<Operations['listActions']['answer']>;
}

const MOST_RUNS = 20;
const MOST_VERDICTS = 10;

/** `news` grows with all that is done about the incident; the function asks again, for what was done here. */
export function useIncidentResponse(incident: string, news: number): readonly [IncidentResponse, () => void] {
  const [asked, setAsked] = useState(0);
  const key = `${incident} ${news} ${asked}`;
  const runs = useAnswer('listRuns', { query: { incident, limit: MOST_RUNS } }, key);
  const verdicts = useAnswer(
    'listActions',
    { query: { incident, action: 'feedback', limit: MOST_VERDICTS } },
    key,
  );
  return [{ runs, verdicts }, () => setAsked((count) => count + 1)];
}
