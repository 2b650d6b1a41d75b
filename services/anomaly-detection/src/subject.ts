import { type Labels, nameOf, typeOf } from '@aiops/contracts';

/** The entity that a message belongs to, as far as messages carry it. */
export interface EntityRef {
  readonly id: string;
  readonly type: string;
  readonly name: string;
}

/** What an anomaly is about: one series of one entity, in its correlation domain. Plain JSON, part of the state. */
export interface Subject {
  readonly series: string;
  readonly entity: EntityRef;
  readonly domain: string;
  readonly metric: string;
  readonly labels: Labels;
}

/** The entity of a message that names its id; type and name come from the id where the message leaves them out. */
export function entityRef(id: string, type: string | undefined, name: string | undefined): EntityRef {
  return { id, type: type ?? typeOf(id), name: name ?? nameOf(id) };
}
