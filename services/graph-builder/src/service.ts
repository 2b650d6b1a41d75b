import {
  type Criticality,
  contentId,
  defaultCriticality,
  formatTimestamp,
  parseTimestamp,
  type Topology,
} from '@aiops/contracts';
import type { OutMessage, TopologyStore } from '@aiops/runtime';
import { type Expiry, isExpired, type LiveEdge } from './live/live-graph.ts';
import { mergeLive } from './live/merge-live.ts';
import type { ObservedCall } from './live/observed-call.ts';
import { storedLive } from './live/stored-live.ts';
import { withFigures } from './live/with-figures.ts';
import type { ExtraTopology } from './merge-topology.ts';
import { readInputs } from './read-inputs.ts';
import { topologyChanged } from './topology-changed.ts';

/** What a watching graph-builder knows. */
export interface LiveInput {
  readonly edges: readonly LiveEdge[];
  /** Newest event time, epoch ms; 0 when nothing is known yet, and then nothing is too old. */
  readonly clock: number;
  /** Event time at which the last edge came or went. */
  readonly changedAt: number;
  /** Id of what the files said the last time. While it is the same, only `changedAt` can be when the map changed. */
  readonly files?: string | undefined;
}

export interface BuildGraphOptions {
  /** Path of `devices.yml`; it must exist. */
  readonly devicesFile: string;
  /** Path of `topology.json`; without one there are devices and no cables. */
  readonly topologyFile: string;
  /** Path of the scrape targets of Redfish, which may be absent. */
  readonly redfishFile?: string | undefined;
  readonly store: TopologyStore;
  /** Takes the event that tells a change. Absent: nobody is told. */
  readonly publish?: (messages: readonly OutMessage[]) => Promise<void>;
  readonly extra?: ExtraTopology;
  /** For how long (ms) what was only seen live stays; without it everything of that leaves. */
  readonly expire?: Expiry | undefined;
  /** What was seen live lately; absent when nobody watches. */
  readonly live?: LiveInput | undefined;
  /** How calls went that were observed since the last time. */
  readonly calls?: readonly ObservedCall[];
  /** The criticality of edges that name none; the one of the schema unless given. */
  readonly criticality?: Criticality;
  /** The clock, in epoch ms: when a new version becomes effective. */
  readonly now: () => number;
}

export interface BuildGraphResult {
  readonly version: string;
  /** False when the store held exactly this map already. */
  readonly changed: boolean;
  /** How many there are. */
  readonly nodes: number;
  readonly edges: number;
  /** Id of what the files say. */
  readonly files: string;
}

/**
 * Makes the topology store hold what the files say and what was seen live and is not too old, and tells a change once. Doing it again
 * changes nothing. Throws `InvalidTopology` before anything is written when an input is bad; what the store or the bus throw passes
 * through.
 */
export async function buildGraph(options: BuildGraphOptions): Promise<BuildGraphResult> {
  const { store, publish } = options;
  const base = await readInputs(options);
  const files = contentId('files', JSON.stringify([base.nodes, base.edges]));
  const previous = await store.snapshot();
  const now = options.now();
  const merged = withLive(base, previous, now, options);
  const { nodes } = merged;
  const edges = withFigures(merged, options.calls ?? [], previous);
  const at = effectiveAt(now, previous, options.live?.files === files ? options.live : undefined);
  const { version, changed } = await store.replace(nodes, edges, formatTimestamp(at));
  if (changed) await publish?.([topologyChanged({ version, previous, nodes, edges, at })]);
  return { version, changed, nodes: nodes.length, edges: edges.length, files };
}

function withLive(
  base: ExtraTopology,
  previous: Topology | undefined,
  now: number,
  { expire, live, criticality = defaultCriticality }: BuildGraphOptions,
): ExtraTopology {
  if (expire === undefined) return base;
  const clock = live?.clock ?? now;
  const isYoung = (edge: LiveEdge) => !isExpired(edge, clock, expire);
  const stored = storedLive(previous, criticality).filter(isYoung);
  return mergeLive(base, { seen: (live?.edges ?? []).filter(isYoung), stored }, criticality);
}

/** When the map became what it is: an edge that was seen live was there when it was seen, and not only when it is stored. */
function effectiveAt(now: number, previous: Topology | undefined, live: LiveInput | undefined): number {
  if (live === undefined) return now;
  return Math.min(now, Math.max(parseTimestamp(previous?.as_of ?? 0) ?? 0, live.changedAt));
}
