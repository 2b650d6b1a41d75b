/** Ways in which one node can rely on another, as people and discovery name them. */
export const relations = ['physical', 'sync_call', 'config', 'network', 'async', 'sidecar'] as const;
export type Relation = (typeof relations)[number];

/** By relation, 0…1: how surely a failure of what is relied on is felt. */
export type Criticality = Readonly<Record<Relation, number>>;

/** What holds where the settings say nothing else. */
export const defaultCriticality: Criticality = {
  physical: 1,
  sync_call: 0.9,
  config: 0.8,
  network: 0.7,
  async: 0.5,
  sidecar: 0.2,
};
