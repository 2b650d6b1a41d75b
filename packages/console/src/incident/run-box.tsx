import { useEffect, useState } from 'preact/hooks';
import { askApi } from '../live/api-client.ts';
import type { Run } from '../live/api-types.ts';
import { reasonOf } from '../live/reason-of.ts';
import { useAnswer } from '../live/use-answer.ts';
import { ActButton } from '../parts/act-button.tsx';
import { Age } from '../parts/age.tsx';
import { AskFailed } from '../parts/ask-failed.tsx';
import { Notice } from '../parts/notice.tsx';
import { useWords } from '../words/use-words.ts';
import { wordFor } from '../words/word-for.ts';
import { PlanSteps } from './plan-steps.tsx';
import { isUnderWay, type Move, movesOf } from './run-moves.ts';
import { RunSteps } from './run-steps.tsx';

export interface RunBoxProps {
  readonly id: string;
  readonly news: number;
  readonly onChange: () => void;
}

/** How often a run that goes on is looked at, in ms: the stream tells when it changes, not what a step writes. */
const LOOK_MS = 1_000;

/** A run: how far it is, what it wrote, whether it helped, and what may be done with it. */
export function RunBox({ id, news, onChange }: RunBoxProps) {
  const { incident: words, shell } = useWords();
  const [looks, setLooks] = useState(0);
  const [problem, setProblem] = useState<string>();
  const { value: run, error } = useAnswer('getRun', { params: { id } }, `${id} ${news} ${looks}`);
  const goesOn = run !== undefined && isUnderWay(run);
  useEffect(() => {
    if (!goesOn) return;
    const timer = window.setInterval(() => setLooks((count) => count + 1), LOOK_MS);
    return () => window.clearInterval(timer);
  }, [goesOn]);
  if (run === undefined) {
    return error === undefined ? (
      <p class="quiet">{shell.loading}</p>
    ) : (
      <AskFailed title={words.runFailed} error={error} />
    );
  }
  const move = async (name: Move) => {
    setProblem(undefined);
    try {
      await askApi(name, { params: { id }, body: {} });
      setLooks((count) => count + 1);
      onChange();
    } catch (error) {
      setProblem(reasonOf(error));
    }
  };
  return (
    <article class={`run run-${run.state}`}>
      <p class="run-head">
        <strong>{run.plan.runbook}</strong> <RunState run={run} />{' '}
        <span class="quiet">
          {words.requestedBy(run.requested_by.name)} <Age stamp={run.requested_at} short />
        </span>
      </p>
      {run.reason !== null && <p>{run.reason}</p>}
      {run.approval !== null && <p class="quiet">{words.approvedBy(run.approval.by.name)}</p>}
      {movesOf(run).length > 0 && (
        <p class="buttons">
          {movesOf(run).map((name) => (
            <ActButton
              key={name}
              operation={name}
              kind={name === 'approveRun' || name === 'executeRun' ? 'primary' : 'danger'}
              onAct={() => void move(name)}
            >
              {words.moves[name]}
            </ActButton>
          ))}
        </p>
      )}
      <AskFailed title={words.stale} error={error} />
      {problem !== undefined && <Notice kind="error" title={problem} />}
      {run.state === 'requested' || run.state === 'approved' ? (
        <PlanSteps plan={run.plan} />
      ) : (
        <RunSteps run={run} />
      )}
      <Verified run={run} />
    </article>
  );
}

function RunState({ run: { state } }: { readonly run: Run }) {
  const { incident: words } = useWords();
  return (
    <span class="tag" role="status">
      {wordFor(words.runStates, state)}
    </span>
  );
}

function Verified({ run }: { readonly run: Run }) {
  const { incident: words } = useWords();
  const { verified, plan, state } = run;
  if (verified !== null) {
    return (
      <p role="status">
        <strong>{wordFor(words.effects, verified.effect)}</strong> {verified.why}
      </p>
    );
  }
  if (state !== 'done' || plan.effect === null) return null;
  return <p class="quiet">{words.willVerify(plan.effect.metric)}</p>;
}
