import { useState } from 'preact/hooks';
import { actions } from '../live/live.ts';
import { useAnswer } from '../live/use-answer.ts';
import { useStore } from '../live/use-store.ts';
import { useWords } from '../words/use-words.ts';
import { LibraryPart } from './library-part.tsx';
import { LogPart } from './log-part.tsx';
import { RunsPart } from './runs-part.tsx';
import { SwitchPart } from './switch-part.tsx';

/** As many runs and actions as are looked at; older ones are told by `aiops runbook runs`. */
const MOST = 200;

/** All runbooks with what they match, their runs, who did what, and the switch that stops everything. */
export function RunbooksView() {
  const { runbooks: words } = useWords();
  const [asked, setAsked] = useState(0);
  const briefs = useStore(actions);
  const news = briefs.at(-1)?.action_id ?? '';
  const key = `${news} ${briefs.length} ${asked}`;
  const books = useAnswer('listRunbooks', {}, key);
  const runs = useAnswer('listRuns', { query: { limit: MOST } }, key);
  const log = useAnswer('listActions', { query: { limit: MOST } }, key);
  const again = () => setAsked((count) => count + 1);
  return (
    <>
      <div class="head">
        <h1>{words.title}</h1>
      </div>
      <SwitchPart books={books} onChange={again} />
      <RunsPart runs={runs} news={asked + briefs.length} onChange={again} />
      <LibraryPart books={books} runs={runs.value?.items ?? []} />
      <LogPart log={log} />
    </>
  );
}
