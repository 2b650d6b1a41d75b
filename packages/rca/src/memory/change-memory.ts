import { type EventMessage, nameOf } from '@aiops/contracts';
import { compareText } from '../compare-text.ts';
import type { EntityMemory } from './entity-memory.ts';

/** Something that people or their tools did to an entity. Plain JSON. */
export interface Change {
  readonly entity: string;
  readonly name: string;
  readonly kind: 'deployment' | 'config_change';
  /** Event time (epoch ms). */
  readonly at: number;
  /** What was done, in the words of who did it; short. */
  readonly summary: string;
}

/** Changes of the last while. */
export type ChangeMemory = EntityMemory<Change>;

/** Changes kept of one entity; the oldest goes first. */
const KEPT = 20;
/** Characters kept of a summary and of a name. */
const SUMMARY = 200;

/** Reads an event that tells of a change; undefined when it is none. */
export function toChange(event: EventMessage, entity: string, at: number): Change | undefined {
  const { event_type: kind, entity_name: name = nameOf(entity), summary } = event;
  if (kind !== 'deployment' && kind !== 'config_change') return undefined;
  const told = summary === undefined || summary === '' ? 'no more is known' : summary;
  return { entity, name: name.slice(0, SUMMARY), kind, at, summary: told.slice(0, SUMMARY) };
}

/** Notes a change, in the order of time; one that is known already is left as it is. */
export function noteChange(memory: ChangeMemory, change: Change): void {
  const key = `#${change.entity}`;
  const known = memory[key] ?? [];
  if (known.some((other) => order(other, change) === 0)) return;
  memory[key] = [...known, change].sort(order).slice(-KEPT);
}

function order(a: Change, b: Change): number {
  return a.at - b.at || compareText(a.kind, b.kind) || compareText(a.summary, b.summary);
}
