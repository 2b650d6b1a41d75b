import { useMemo } from 'preact/hooks';
import { navigate, place } from '../app/location.ts';
import { pathOf } from '../app/routes.ts';
import { GraphView } from '../graph/graph-view.tsx';
import type { Operations } from '../live/api-types.ts';
import { incidents } from '../live/live.ts';
import { useAnswer } from '../live/use-answer.ts';
import { useStore } from '../live/use-store.ts';
import { Age } from '../parts/age.tsx';
import { AskFailed } from '../parts/ask-failed.tsx';
import { Card } from '../parts/card.tsx';
import { Notice } from '../parts/notice.tsx';
import { useWords } from '../words/use-words.ts';
import { mapGraph } from './map-graph.ts';
import { mapHealth } from './map-health.ts';
import { SinglePointsPart } from './single-points-part.tsx';
import { WhatIfPart } from './what-if-part.tsx';

/** The whole network map: what is not well, what alone cuts others off, and what would feel a failure. */
export function TopologyView() {
  const { topology: words, shell } = useWords();
  const { value, error } = useAnswer('getTopology', {}, '');
  return (
    <>
      <div class="head">
        <h1>{words.title}</h1>
      </div>
      {value === undefined && error === undefined && <p class="quiet">{shell.loading}</p>}
      <AskFailed title={words.failed} error={error} />
      {value?.nodes.length === 0 && (
        <Notice kind="empty" title={words.empty}>
          <p>{words.emptyHint}</p>
        </Notice>
      )}
      {value !== undefined && value.nodes.length > 0 && <Parts topology={value} />}
    </>
  );
}

function Parts({ topology }: { readonly topology: Operations['getTopology']['answer'] }) {
  const { topology: words } = useWords();
  const { byId } = useStore(incidents);
  const chosen = new URLSearchParams(useStore(place).search).get('node') ?? undefined;
  const key = chosen === undefined ? undefined : `${topology.version} ${chosen}`;
  const dependents = useAnswer('getDependents', { params: { id: chosen ?? '' } }, key);
  const told = dependents.value?.id === chosen ? dependents.value : undefined;
  const found = useMemo(() => mapHealth(topology, byId.values()), [topology, byId]);
  // Most changes of incidents leave the health as it is: that is no reason to place anything anew.
  const said = JSON.stringify([...found]);
  const health = useMemo(() => found, [topology, said]);
  const graph = useMemo(
    () =>
      mapGraph(topology, health, told === undefined ? undefined : { id: told.id, dependents: told.items }),
    [topology, health, told],
  );
  const choose = (id: string | undefined) =>
    navigate(
      pathOf({ view: 'topology' }) + (id === undefined ? '' : `?${new URLSearchParams({ node: id })}`),
    );
  return (
    <>
      <p class="quiet" role="status">
        {words.summary(topology.nodes.length, topology.edges.length, health.size)}
        {topology.as_of !== null && (
          <>
            {' · '}
            {words.asOf} <Age stamp={topology.as_of} />
          </>
        )}
      </p>
      {topology.status !== 'ok' && <Notice kind="warning" title={words.stale} />}
      <div class="topology">
        <Card title={words.map} class="part-map">
          <GraphView
            graph={graph}
            label={words.mapLabel(topology.nodes.length, health.size)}
            selected={chosen}
            onSelect={({ id }) => choose(id)}
            describe={({ type, site }) => `${type} · ${site}`}
          />
        </Card>
        <div class="column">
          <WhatIfPart
            chosen={topology.nodes.find(({ id }) => id === chosen)}
            isChosen={chosen !== undefined}
            health={chosen === undefined ? undefined : health.get(chosen)}
            dependents={{ value: told, error: dependents.error }}
            names={topology.nodes}
            onChoose={choose}
          />
          <SinglePointsPart version={topology.version ?? ''} chosen={chosen} onChoose={choose} />
        </div>
      </div>
    </>
  );
}
