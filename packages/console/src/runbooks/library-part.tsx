import { place } from '../app/location.ts';
import type { Operations, Runbook, RunEntry } from '../live/api-types.ts';
import type { Awaited } from '../live/use-answer.ts';
import { useStore } from '../live/use-store.ts';
import { AskFailed } from '../parts/ask-failed.tsx';
import { Card } from '../parts/card.tsx';
import { Notice } from '../parts/notice.tsx';
import { useWords } from '../words/use-words.ts';
import { type BookStep, bookSteps, rollbackSteps } from './book-steps.ts';
import { conditionFacts } from './condition-facts.ts';

export interface LibraryPartProps {
  readonly books: Awaited<Operations['listRunbooks']['answer']>;
  readonly runs: readonly RunEntry[];
}

/** Each runbook: when it is suggested, and what it would do. The one that the address names is open. */
export function LibraryPart({ books: { value, error }, runs }: LibraryPartProps) {
  const { runbooks: words, shell } = useWords();
  const items = value?.items ?? [];
  const wanted = new URLSearchParams(useStore(place).search).get('runbook');
  return (
    <Card title={words.library}>
      {value === undefined && error === undefined && <p class="quiet">{shell.loading}</p>}
      <AskFailed title={words.failed} error={error} />
      {value !== undefined && items.length === 0 && (
        <Notice kind="empty" title={words.none}>
          <p>{words.noneHint}</p>
        </Notice>
      )}
      {items.map((runbook) => (
        <Book
          key={runbook.name}
          runbook={runbook}
          isOpen={runbook.name === wanted}
          ran={runs.filter(({ runbook: name }) => name === runbook.name).length}
        />
      ))}
    </Card>
  );
}

interface BookProps {
  readonly runbook: Runbook;
  /** How often it ran, of the runs that are looked at. */
  readonly ran: number;
  readonly isOpen: boolean;
}

function Book({ runbook, ran, isOpen }: BookProps) {
  const { runbooks: words } = useWords();
  const facts = conditionFacts(runbook, words);
  const rollback = rollbackSteps(runbook);
  const { effect } = runbook as { effect?: { metric?: unknown } };
  return (
    <details class="fold" open={isOpen}>
      <summary>
        <strong>{runbook.name}</strong>{' '}
        <span class="quiet">
          {words.version(String(runbook.version))}
          {ran > 0 && ` · ${words.ran(ran)}`}
        </span>
        <span class="fold-text">{runbook.description}</span>
      </summary>
      <h3>{words.matches}</h3>
      {facts.length === 0 && <p>{words.everything}</p>}
      <dl class="facts">
        {facts.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h3>{words.steps(runbook.steps.length)}</h3>
      <Steps steps={bookSteps(runbook.steps)} />
      {rollback.length > 0 && (
        <>
          <h3>{words.rollback(rollback.length)}</h3>
          <Steps steps={rollback} />
        </>
      )}
      {effect?.metric !== undefined && <p class="quiet">{words.verifies(String(effect.metric))}</p>}
    </details>
  );
}

function Steps({ steps }: { readonly steps: readonly BookStep[] }) {
  const { incident: words } = useWords();
  return (
    <ol class="steps">
      {steps.map(({ name, risk, text }) => (
        <li key={name}>
          {name} <span class={`tag risk-${risk}`}>{words.risks[risk]}</span>
          <pre class="wrapped">{text}</pre>
        </li>
      ))}
    </ol>
  );
}
