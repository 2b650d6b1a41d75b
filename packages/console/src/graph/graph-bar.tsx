import { useId, useState } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { useWords } from '../words/use-words.ts';
import { GROUPINGS, type Grouping } from './collapse.ts';
import type { GraphNode } from './graph-model.ts';
import type { ViewportControl } from './use-viewport.ts';

export interface GraphBarProps {
  readonly nodes: readonly GraphNode[];
  readonly grouping: Grouping;
  /** Whether a group was opened. */
  readonly isOpened: boolean;
  readonly onGroup: (grouping: Grouping) => void;
  readonly onFind: (node: GraphNode) => void;
  readonly view: Pick<ViewportControl, 'zoom' | 'fit'>;
}

/** Names that the browser offers while somebody types. */
const MOST_OFFERED = 500;

/** Search, grouping and zoom of a graph. */
export function GraphBar({ nodes, grouping, isOpened, onGroup, onFind, view }: GraphBarProps) {
  const words = useWords().graph;
  const list = useId();
  const [missed, setMissed] = useState<string>();
  const find = (text: string) => {
    const wanted = text.trim().toLowerCase();
    if (wanted === '') return setMissed(undefined);
    const found =
      nodes.find(({ name }) => name.toLowerCase() === wanted) ??
      nodes.find(({ name }) => name.toLowerCase().includes(wanted));
    setMissed(found === undefined ? text : undefined);
    if (found !== undefined) onFind(found);
  };
  return (
    <div class="graph-bar">
      <search>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            find(String(new FormData(event.currentTarget).get('name') ?? ''));
          }}
        >
          <input type="search" name="name" list={list} placeholder={words.search} aria-label={words.search} />
          <datalist id={list}>
            {nodes.slice(0, MOST_OFFERED).map(({ id, name }) => (
              <option key={id} value={name} />
            ))}
          </datalist>
          <button type="submit">{words.find}</button>
        </form>
      </search>
      <select
        aria-label={words.grouping}
        value={grouping}
        onChange={({ currentTarget }) => onGroup(currentTarget.value as Grouping)}
      >
        {GROUPINGS.map((name) => (
          <option key={name} value={name}>
            {words.groupings[name]}
          </option>
        ))}
      </select>
      {isOpened && (
        <button type="button" onClick={() => onGroup(grouping)}>
          {words.close}
        </button>
      )}
      <span class="graph-zoom">
        <button type="button" aria-label={words.zoomIn} title={words.zoomIn} onClick={() => view.zoom(1)}>
          <Icon name="plus" />
        </button>
        <button type="button" aria-label={words.zoomOut} title={words.zoomOut} onClick={() => view.zoom(-1)}>
          <Icon name="minus" />
        </button>
        <button type="button" aria-label={words.fit} title={words.fit} onClick={view.fit}>
          <Icon name="fit" />
        </button>
      </span>
      <span role="status">{missed !== undefined && words.notFound(missed)}</span>
    </div>
  );
}
