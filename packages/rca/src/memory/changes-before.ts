import type { Change, ChangeMemory } from './change-memory.ts';
import { rememberedBetween } from './entity-memory.ts';

/** What was changed, by entity id. */
export interface Changes {
  readonly byEntity: ReadonlyMap<string, readonly Change[]>;
  /** How long (ms) before its effect a change may lie. */
  readonly windowMs: number;
}

/** What is known of changes up to `to` (epoch ms). */
export function changesBefore(changes: ChangeMemory | undefined, to: number, windowMs: number): Changes {
  return { byEntity: rememberedBetween(changes ?? {}, Number.NEGATIVE_INFINITY, to), windowMs };
}
