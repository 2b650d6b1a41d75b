import { useRef, useState } from 'preact/hooks';
import { askApi } from '../live/api-client.ts';
import type { Plan, Runbook } from '../live/api-types.ts';
import { reasonOf } from '../live/reason-of.ts';
import { ActButton } from '../parts/act-button.tsx';
import { Notice } from '../parts/notice.tsx';
import { useWords } from '../words/use-words.ts';
import { parameterValues } from './parameter-values.ts';
import { PlanSteps } from './plan-steps.tsx';

export interface RunbookFormProps {
  readonly incident: string;
  readonly runbook: Runbook;
  readonly onRequested: () => void;
}

/** A runbook: what it would do exactly, and the request to do it. */
export function RunbookForm({ incident, runbook, onRequested }: RunbookFormProps) {
  const { incident: words } = useWords();
  const form = useRef<HTMLFormElement>(null);
  const [plan, setPlan] = useState<Plan>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const declared = Object.keys(runbook.parameters ?? {});
  const ask = async (isDry: boolean) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const fields = form.current === null ? undefined : new FormData(form.current);
      const parameters = parameterValues(runbook.parameters, (name) => String(fields?.get(name) ?? ''));
      const body = { runbook: runbook.name, incident, parameters, dry_run: isDry };
      const answer = await askApi('requestRun', { body });
      setPlan(isDry ? answer.plan : undefined);
      if (!isDry) onRequested();
    } catch (error) {
      setPlan(undefined);
      setProblem(reasonOf(error));
    }
    setBusy(false);
  };
  return (
    <form ref={form} class="runbook" onSubmit={(event) => event.preventDefault()}>
      <p>{runbook.description}</p>
      {declared.length > 0 && (
        <details>
          <summary>{words.parameters(declared.length)}</summary>
          {declared.map((name) => (
            <label key={name}>
              <code>{name}</code>
              <input name={name} placeholder={words.fromIncident} />
            </label>
          ))}
        </details>
      )}
      <p class="buttons">
        <ActButton operation="requestRun" busy={isBusy} onAct={() => void ask(true)}>
          {words.dryRun}
        </ActButton>
        <ActButton operation="requestRun" busy={isBusy} kind="primary" onAct={() => void ask(false)}>
          {words.request}
        </ActButton>
      </p>
      {problem !== undefined && <Notice kind="error" title={problem} />}
      {plan !== undefined && (
        <div role="status">
          <h3>{words.dryRunTitle}</h3>
          <PlanSteps plan={plan} />
        </div>
      )}
    </form>
  );
}
