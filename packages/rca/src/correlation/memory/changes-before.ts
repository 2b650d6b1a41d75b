import type { DomainState } from '../incident-state.ts';
import type { Change } from './change-memory.ts';
import { rememberedBetween } from './entity-memory.ts';

/** What was changed, by entity id. */
export interface Changes {
  readonly byEntity: ReadonlyMap<string, readonly Change[]>;
  /** How long (ms) before its effect a change may lie. */
  readonly windowMs: number;
}

/** What a domain knows of changes up to `to` (epoch ms). */
export function changesBefore({ changes = {} }: DomainState, to: number, windowMs: number): Changes {
  return { byEntity: rememberedBetween(changes, Number.NEGATIVE_INFINITY, to), windowMs };
}
