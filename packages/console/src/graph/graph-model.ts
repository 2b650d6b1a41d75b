/** What part something plays in an incident; `other` stands near it and is well. */
export type Role = 'cause' | 'victim' | 'path' | 'other';

export interface GraphNode {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly site: string;
  readonly tier: string;
  readonly role: Role;
  /** How many it stands for; more than one for a group that can be opened. */
  readonly count: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Whether the failure went along it, from `from` to `to`. */
  readonly isPath: boolean;
}

/** Things and how they hang together, as they are drawn. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}
