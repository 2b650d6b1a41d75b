import type { Run } from '../live/api-types.ts';
import { formatSpan } from '../time/format-time.ts';
import { useWords } from '../words/use-words.ts';
import { wordFor } from '../words/word-for.ts';

/** The steps of a run with what they wrote. */
export function RunSteps({ run }: { readonly run: Run }) {
  const { incident: words, shell } = useWords();
  // A rollback that nobody asked for is no news.
  const steps = run.steps.filter(({ phase, status }) => phase === 'steps' || status !== 'not_run');
  return (
    <ol class="steps" aria-live="polite">
      {steps.map(({ step, status, outcome, phase }) => (
        <li key={`${phase} ${step}`}>
          {phase === 'rollback' && <span class="quiet">{words.rollback}: </span>}
          {step} <span class={`tag step-${status}`}>{wordFor(words.stepStates, status)}</span>
          {outcome !== null && (
            <>
              <span class="quiet">
                {' '}
                {formatSpan(outcome.duration_ms, shell)}
                {outcome.exit_code === null ? '' : ` · ${words.exitCode(outcome.exit_code)}`}
                {outcome.http_status === null ? '' : ` · HTTP ${outcome.http_status}`}
              </span>
              {outcome.problem !== null && <p>{outcome.problem}</p>}
              {outcome.output !== '' && <pre class="wrapped log">{outcome.output}</pre>}
              {outcome.truncated && <span class="quiet">{words.truncated}</span>}
            </>
          )}
        </li>
      ))}
    </ol>
  );
}
