import { type CallFigures, callFigureFields, type Topology, type TopologyEdge } from '@aiops/contracts';
import type { ExtraTopology } from '../merge-topology.ts';
import { edgeKey } from '../topology-draft.ts';
import type { ObservedCall } from './observed-call.ts';
import { placeNames } from './place-names.ts';
import { sightingKey } from './sighting.ts';

/**
 * The edges with what is known of their calls: as observed, or else as stored before. Where a caller names one peer in several ways, the
 * figures of the newest minute are put together: rates are added, failures weighed by them, and of latencies the longest counts, because the
 * calls that they were made of are not known any more. The order of the calls changes nothing.
 */
export function withFigures(
  { nodes, edges }: ExtraTopology,
  calls: readonly ObservedCall[],
  previous: Topology | undefined,
): TopologyEdge[] {
  const known = new Map(
    (previous?.edges ?? []).flatMap((edge) => {
      const figures = figuresOf(edge);
      return figures === undefined ? [] : [[edgeKey(edge), figures]];
    }),
  );
  const observed = new Map<string, CallFigures>();
  const names = placeNames(nodes, []);
  for (const { sighting, figures } of inOrder(calls)) {
    const [from, to] = [names.from(sighting), names.to(sighting)];
    if (to === undefined) continue;
    const key = edgeKey({ from, to, kind: 'calls', source: '', criticality: 1 });
    const other = observed.get(key);
    observed.set(key, other === undefined ? figures : together(other, figures));
  }
  return edges.map((edge) => {
    const { source_port: _, target_port: __, ...plain } = edge;
    const before = known.get(edgeKey(edge));
    const now = observed.get(edgeKey(plain));
    if (now === undefined || endOf(now) < endOf(before)) return { ...edge, ...before };
    return { ...edge, ...now };
  });
}

/** Sums of numbers with fractions depend on their order. */
function inOrder(calls: readonly ObservedCall[]): ObservedCall[] {
  const keyed = calls.map((call) => ({ call, key: sightingKey(call.sighting) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ call }) => call);
}

function figuresOf(edge: TopologyEdge): CallFigures | undefined {
  const fields = callFigureFields.filter((field) => edge[field] !== undefined);
  return fields.length === 0 ? undefined : Object.fromEntries(fields.map((field) => [field, edge[field]]));
}

function endOf(figures: CallFigures | undefined): string {
  return figures?.window_end ?? '';
}

function together(a: CallFigures, b: CallFigures): CallFigures {
  if (endOf(a) !== endOf(b)) return endOf(a) < endOf(b) ? b : a;
  const [rateA, rateB] = [a.rate ?? 0, b.rate ?? 0];
  const failed = (a.error_rate ?? 0) * rateA + (b.error_rate ?? 0) * rateB;
  const longest = (name: 'latency_p50' | 'latency_p95' | 'latency_p99') =>
    Math.max(a[name] ?? 0, b[name] ?? 0);
  return {
    rate: rateA + rateB,
    error_rate: rateA + rateB === 0 ? 0 : failed / (rateA + rateB),
    latency_p50: longest('latency_p50'),
    latency_p95: longest('latency_p95'),
    latency_p99: longest('latency_p99'),
    window_end: endOf(a),
  };
}
