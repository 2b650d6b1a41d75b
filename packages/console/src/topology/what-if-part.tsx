import { useMemo, useState } from 'preact/hooks';
import { pathOf } from '../app/routes.ts';
import type { Operations } from '../live/api-types.ts';
import type { Awaited } from '../live/use-answer.ts';
import { AskFailed } from '../parts/ask-failed.tsx';
import { Card } from '../parts/card.tsx';
import { Notice } from '../parts/notice.tsx';
import { useWords } from '../words/use-words.ts';
import { wordFor } from '../words/word-for.ts';
import { MOST_DRAWN } from './map-graph.ts';
import type { NodeHealth } from './map-health.ts';

type Node = Operations['getTopology']['answer']['nodes'][number];
type Dependents = Operations['getDependents']['answer'];

export interface WhatIfPartProps {
  readonly chosen: Node | undefined;
  readonly isChosen: boolean;
  readonly health: NodeHealth | undefined;
  readonly dependents: Awaited<Dependents>;
  /** All nodes, for their names. */
  readonly names: readonly Node[];
  readonly onChoose: (id: string | undefined) => void;
}

/** What is known of a node of the map, and what would feel its failure. */
export function WhatIfPart({ chosen, isChosen, health, dependents, names, onChoose }: WhatIfPartProps) {
  const { topology: words, shell } = useWords();
  const { value, error } = dependents;
  return (
    <Card
      title={words.whatIf}
      aside={
        isChosen && (
          <button type="button" onClick={() => onChoose(undefined)}>
            {words.clear}
          </button>
        )
      }
    >
      {!isChosen && <p>{words.chooseHint}</p>}
      {isChosen && chosen === undefined && <Notice kind="empty" title={words.unknownNode} />}
      {chosen !== undefined && <Facts node={chosen} health={health} />}
      {chosen !== undefined && value === undefined && error === undefined && (
        <p class="quiet">{shell.loading}</p>
      )}
      {chosen !== undefined && value === undefined && <AskFailed title={words.feltFailed} error={error} />}
      {chosen !== undefined && value !== undefined && (
        <Felt dependents={value} names={names} onChoose={onChoose} />
      )}
    </Card>
  );
}

function Facts({ node, health }: { readonly node: Node; readonly health: NodeHealth | undefined }) {
  const { topology: words } = useWords();
  return (
    <>
      <h3>{node.name}</h3>
      <dl class="facts">
        <dt>{words.type}</dt>
        <dd>{node.type}</dd>
        <dt>{words.site}</dt>
        <dd>{node.site ?? '–'}</dd>
        <dt>{words.tier}</dt>
        <dd>{node.tier ?? '–'}</dd>
        <dt>{words.health}</dt>
        <dd>
          {health === undefined ? words.well : health.role === 'cause' ? words.causeOf : words.hitBy}{' '}
          {health?.incidents.map((id) => (
            <a key={id} href={pathOf({ view: 'incident', id })}>
              {words.incident(id.slice(0, 8))}
            </a>
          ))}
        </dd>
      </dl>
    </>
  );
}

interface FeltProps extends Pick<WhatIfPartProps, 'names' | 'onChoose'> {
  readonly dependents: Dependents;
}

const PORTION = 25;

function Felt({ dependents: { items, cut_off: cutOff }, names, onChoose }: FeltProps) {
  const { topology: words, shell } = useWords();
  const [most, setMost] = useState(PORTION);
  const nameOf = useMemo(() => new Map(names.map(({ id, name }) => [id, name])), [names]);
  return (
    <>
      <p role="status">
        <strong>{items.length === 0 ? words.feelsNothing : words.feels(items.length)}</strong>
        {' · '}
        {cutOff === 0 ? words.cutsNothing : words.cutOff(cutOff)}
        {items.length > MOST_DRAWN && ` · ${words.drawn(MOST_DRAWN)}`}
      </p>
      <ul class="plain">
        {items.slice(0, most).map(({ id, name, distance, strength, through, kind }) => (
          <li key={id}>
            <button type="button" class="link" onClick={() => onChoose(id)}>
              {name}
            </button>{' '}
            <span class="quiet">
              {words.step(distance)}
              {distance > 1 && ` ${words.through(nameOf.get(through) ?? through)}`} ·{' '}
              {wordFor(words.kinds, kind)} · {words.sure(Math.round(strength * 100))}
            </span>
          </li>
        ))}
      </ul>
      {items.length > most && (
        <button type="button" onClick={() => setMost(most + PORTION)}>
          {shell.more(items.length - most)}
        </button>
      )}
    </>
  );
}
