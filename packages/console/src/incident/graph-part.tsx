import { useMemo } from 'preact/hooks';
import { GraphView } from '../graph/graph-view.tsx';
import type { Operations, Result } from '../live/api-types.ts';
import type { Awaited } from '../live/use-answer.ts';
import { AskFailed } from '../parts/ask-failed.tsx';
import { Card } from '../parts/card.tsx';
import { useWords } from '../words/use-words.ts';
import { incidentGraph } from './incident-graph.ts';
import { subjectsOf, worstOf } from './subjects.ts';

export interface GraphPartProps {
  readonly result: Result;
  readonly topology: Awaited<Operations['getTopology']['answer']>;
  readonly selected: string | undefined;
  readonly onSelect: (name: string) => void;
}

const NOTHING = { nodes: [], edges: [] };

/** Cause, victims and the way in between, in the network around them. */
export function GraphPart({
  result,
  topology: { value: topology, error },
  selected,
  onSelect,
}: GraphPartProps) {
  const { incident: words, shell } = useWords();
  // A revision that changes neither what is anomalous nor the way is no reason to place anything anew: the text stands for the graph.
  const drawn = useMemo(() => incidentGraph(result, topology ?? NOTHING), [result, topology]);
  const said = JSON.stringify(drawn);
  const graph = useMemo(() => drawn, [said]);
  const about = useMemo(
    () => new Map(subjectsOf(result).map((subject) => [subject.name, subject])),
    [result],
  );
  return (
    <Card title={words.graph} class="part-graph">
      <AskFailed title={words.mapFailed} error={error} />
      {topology !== undefined && topology.status !== 'ok' && (
        <p class="quiet">{words.topology[topology.status]}</p>
      )}
      <GraphView
        graph={graph}
        label={words.graphLabel(result.root_cause.root_cause_device ?? '–', graph.nodes.length)}
        selected={graph.nodes.find(({ name }) => name === selected)?.id}
        onSelect={({ name }) => onSelect(name)}
        describe={({ name, type }) => {
          const subject = about.get(name);
          if (subject === undefined) return type;
          return `${type} · ${shell.severity[worstOf(subject.anomalies)]} · ${subject.anomalies.map(({ metric_name: metric }) => metric).join(', ')}`;
        }}
      />
    </Card>
  );
}
