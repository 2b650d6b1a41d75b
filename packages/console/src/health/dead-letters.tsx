import { useState } from 'preact/hooks';
import { askApi } from '../live/api-client.ts';
import type { Operations } from '../live/api-types.ts';
import { reasonOf } from '../live/reason-of.ts';
import { useAnswer } from '../live/use-answer.ts';
import { ActButton } from '../parts/act-button.tsx';
import { Age } from '../parts/age.tsx';
import { AskFailed } from '../parts/ask-failed.tsx';
import { Card } from '../parts/card.tsx';
import { Notice } from '../parts/notice.tsx';
import { useWords } from '../words/use-words.ts';
import { LetterContent } from './letter-content.tsx';

type Letter = Operations['listDeadLetters']['answer']['items'][number];

export interface DeadLettersProps {
  /** They are asked for again when it changes. */
  readonly look: string;
}

const PORTION = 20;
/** Most that the API tells in one page. */
const MOST = 500;

/** The messages that could not be processed, newest first: why, what they say, and how they are processed after all. */
export function DeadLetters({ look }: DeadLettersProps) {
  const { health: words, shell } = useWords();
  const [limit, setLimit] = useState(PORTION);
  const [asked, setAsked] = useState(0);
  const [problem, setProblem] = useState<string>();
  const { value, error } = useAnswer('listDeadLetters', { query: { limit } }, `${look} ${asked} ${limit}`);
  const redrive = async (id: string) => {
    setProblem(undefined);
    try {
      await askApi('redriveDeadLetter', { params: { id }, body: {} });
    } catch (refused) {
      setProblem(reasonOf(refused));
    }
    setAsked((count) => count + 1);
  };
  return (
    <Card title={words.letters}>
      <p class="quiet">{words.lettersHint}</p>
      <AskFailed title={words.lettersFailed} error={error} isRepeated />
      {value === undefined && error === undefined && <p class="quiet">{shell.loading}</p>}
      {value?.items.length === 0 && <p>{words.noLetters}</p>}
      {problem !== undefined && <Notice kind="error" title={problem} />}
      <ul class="plain letters">
        {value?.items.map((letter) => (
          <LetterItem key={letter.id} letter={letter} onRedrive={() => void redrive(letter.id)} />
        ))}
      </ul>
      {value?.next_cursor != null && limit < MOST && (
        <button type="button" onClick={() => setLimit(Math.min(MOST, limit + PORTION))}>
          {words.older}
        </button>
      )}
    </Card>
  );
}

function LetterItem({ letter, onRedrive }: { readonly letter: Letter; readonly onRedrive: () => void }) {
  const { health: words } = useWords();
  const [isOpen, setOpen] = useState(false);
  const { id, topic, partition, offset, service, reason, error, recorded_at: at, redriven } = letter;
  return (
    <li class="letter">
      <div>
        <p>
          <span class="tag">{reason}</span> <strong>{`${topic}/${partition}@${offset}`}</strong>{' '}
          <span class="quiet">
            {service} · <Age stamp={at} />
          </span>
        </p>
        <p>{error}</p>
        {redriven !== null && (
          <p class="quiet" role="status">
            {words.redriven(redriven.by)} <Age stamp={redriven.at} />
          </p>
        )}
        <details onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{words.show(id)}</summary>
          {isOpen && <LetterContent id={id} />}
        </details>
      </div>
      <ActButton operation="redriveDeadLetter" onAct={onRedrive}>
        {words.redrive}
      </ActButton>
    </li>
  );
}
