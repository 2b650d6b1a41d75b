import type { Plan } from '../live/api-types.ts';
import { useWords } from '../words/use-words.ts';
import { stepWords } from './step-words.ts';

/** Exactly what would run, and where. */
export function PlanSteps({ plan }: { readonly plan: Plan }) {
  const { incident: words } = useWords();
  return (
    <>
      <p class="quiet">{words.target(plan.target, plan.device ?? '–')}</p>
      <ol class="steps">
        {plan.steps.map(({ name, risk, action }) => (
          <li key={name}>
            {name} <span class={`tag risk-${risk}`}>{words.risks[risk]}</span>
            <pre class="wrapped">{stepWords(action)}</pre>
          </li>
        ))}
      </ol>
      {plan.rollback.length > 0 && <p class="quiet">{words.rollbackSteps(plan.rollback.length)}</p>}
    </>
  );
}
