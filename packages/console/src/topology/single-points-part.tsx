import { useState } from 'preact/hooks';
import { useAnswer } from '../live/use-answer.ts';
import { AskFailed } from '../parts/ask-failed.tsx';
import { Card } from '../parts/card.tsx';
import { useWords } from '../words/use-words.ts';

export interface SinglePointsPartProps {
  /** Version of the map: with another they are asked for anew. */
  readonly version: string;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}

const PORTION = 15;

/** What alone cuts others off when it fails. */
export function SinglePointsPart({ version, chosen, onChoose }: SinglePointsPartProps) {
  const { topology: words, shell } = useWords();
  const [most, setMost] = useState(PORTION);
  const { value, error } = useAnswer('listSinglePoints', {}, version);
  const items = value?.items ?? [];
  return (
    <Card title={words.single}>
      {value === undefined && error === undefined && <p class="quiet">{shell.loading}</p>}
      <AskFailed title={words.singleFailed} error={error} />
      {value !== undefined && items.length === 0 && <p>{words.noSingle}</p>}
      <ul class="plain">
        {items.slice(0, most).map(({ id, name, splits, cuts_off: count }) => (
          <li key={id}>
            <button type="button" class="link" aria-pressed={id === chosen} onClick={() => onChoose(id)}>
              {name}
            </button>{' '}
            <span class="quiet">
              {words.cutOff(count)} · {splits ? words.splits : words.hosts}
            </span>
          </li>
        ))}
      </ul>
      {items.length > most && (
        <button type="button" onClick={() => setMost(most + PORTION)}>
          {shell.more(items.length - most)}
        </button>
      )}
    </Card>
  );
}
