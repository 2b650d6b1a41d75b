import { Fragment } from 'preact';
import { useWords } from '../words/use-words.ts';

export interface NameListProps {
  readonly names: readonly string[];
  /** How many are written; of the others only the number. */
  readonly most: number;
}

/** Names of entities. One that fits into a line is not broken, whatever signs it has. */
export function NameList({ names, most }: NameListProps) {
  const { shell } = useWords();
  const hidden = names.length - most;
  return (
    <>
      {names.slice(0, most).map((name, place) => (
        <Fragment key={name}>
          {place > 0 && ', '}
          <span class="name">{name}</span>
        </Fragment>
      ))}
      {hidden > 0 && shell.andMore(hidden)}
    </>
  );
}
