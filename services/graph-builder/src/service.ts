import { type Criticality, formatTimestamp } from '@aiops/contracts';
import type { OutMessage, TopologyStore } from '@aiops/runtime';
import type { ExtraTopology } from './merge-topology.ts';
import { readInputs } from './read-inputs.ts';
import { topologyChanged } from './topology-changed.ts';

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
}

/**
 * Makes the topology store hold what the files say, and tells a change once. Doing it again changes nothing. Throws
 * `InvalidTopology` before anything is written when an input is bad; what the store or the bus throw passes through.
 */
export async function buildGraph(options: BuildGraphOptions): Promise<BuildGraphResult> {
  const { store, publish } = options;
  const { nodes, edges } = await readInputs(options);
  const previous = await store.snapshot();
  const at = options.now();
  const { version, changed } = await store.replace(nodes, edges, formatTimestamp(at));
  if (changed) await publish?.([topologyChanged({ version, previous, nodes, edges, at })]);
  return { version, changed, nodes: nodes.length, edges: edges.length };
}
