import type { Deviating } from './deviating.ts';
import { forgetDeviations, noteDeviation } from './deviation-memory.ts';
import { advance, type FoldContext } from './incident.ts';
import type { DomainState, LifecycleOptions } from './incident-state.ts';
import { type KnownMaintenance, noteMaintenance } from './known-maintenance.ts';

/** Takes the next deviation of the total order, which stands at event time `at`. */
export function takeDeviation(
  state: DomainState,
  deviating: Deviating,
  at: number,
  context: FoldContext,
): void {
  advance(state, at, context);
  const kept = keptFor(context.options);
  noteDeviation(state.deviations, { ...deviating, at }, kept);
  if (at - (state.forgotAt ?? 0) < kept / 4) return;
  state.forgotAt = at;
  forgetDeviations(state.deviations, at - kept);
}

/** Takes the next announcement of maintenance of the total order, which stands at event time `at`. */
export function takeMaintenance(
  state: DomainState,
  maintenance: KnownMaintenance,
  at: number,
  context: FoldContext,
): void {
  advance(state, at, context);
  state.maintenance = noteMaintenance(state.maintenance ?? [], maintenance, at - keptFor(context.options));
}

/** How long (ms) a deviation may matter: to an incident that opens a window after it and is told of until it is over. */
function keptFor({ windowMs, resolveAfterMs }: LifecycleOptions): number {
  return 2 * windowMs + resolveAfterMs;
}
