/** A thing that can fail: a device, or a service that runs on one. */
export interface TopologyNode {
  /** Entity id, `urn:aiops:<kind>:<type>:<site>:<name>`. */
  readonly id: string;
  readonly kind: 'device' | 'service';
  readonly name: string;
  /** router, switch, server, firewall, service, …; `unknown` for a stub. */
  readonly type: string;
  /** Correlation domain; `default` where the input names none. */
  readonly site: string;
  readonly tier?: string;
  readonly vendor?: string;
  readonly host?: string;
  readonly ip?: string;
  readonly location?: string;
  /** Other names it goes by in labels. */
  readonly aliases?: readonly string[];
  /** True for an end of an edge that no device file names. */
  readonly stub?: boolean;
}

/**
 * How two nodes are joined. `connects_to` is a cable: it has no direction, and readers tell by the places of its ends in the
 * network which of them depends on the other. All others read "from depends on to": a service `calls` another, `runs_on` a
 * device, or `depends_on` anything in a way that is neither.
 */
export const edgeKinds = ['connects_to', 'calls', 'runs_on', 'depends_on'] as const;
export type EdgeKind = (typeof edgeKinds)[number];

/** How the calls along an edge went in the last minute in which there were some, as `edge_observed` told it. */
export interface CallFigures {
  /** Calls per second. */
  readonly rate?: number;
  /** Failed calls in percent. */
  readonly error_rate?: number;
  /** ms, as the caller sees it. */
  readonly latency_p50?: number;
  readonly latency_p95?: number;
  readonly latency_p99?: number;
  /** ISO time at which that minute ended. */
  readonly window_end?: string;
}

/** The fields of {@link CallFigures}. */
export const callFigureFields = [
  ...(['rate', 'error_rate', 'latency_p50', 'latency_p95', 'latency_p99'] as const),
  'window_end',
] as const satisfies readonly (keyof CallFigures)[];

/** An edge; its figures, like `last_seen`, are not part of what the network is. */
export interface TopologyEdge extends CallFigures {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly source: string;
  readonly source_port?: string;
  readonly target_port?: string;
  readonly protocol?: string;
  /** 0…1: how surely a failure of `to` is felt at `from`. */
  readonly criticality: number;
  /** ISO time at which the edge was last reported. */
  readonly last_seen?: string;
}

export interface Topology {
  /** Content id of nodes and edges: equal topologies have equal versions. */
  readonly version: string;
  /** ISO time at which this version became effective. */
  readonly as_of: string;
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
}
