import { type Change, noteChange } from '../memory/change-memory.ts';
import { forgetDeviations, noteDeviation } from '../memory/deviation-memory.ts';
import { forgetBefore } from '../memory/entity-memory.ts';
import { type KnownMaintenance, noteMaintenance } from '../memory/known-maintenance.ts';
import { noteAlert, type ReportedAlert } from '../memory/reported-alert.ts';
import type { Deviating } from '../signals/deviating.ts';
import { advance } from './incident.ts';
import type { DomainState, LifecycleOptions } from './incident-state.ts';
import type { FoldContext } from './lifecycle.ts';

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

/**
 * Takes a change whose place in the total order is event time `at`. It lets no time pass, because nobody knows from it how far
 * event time has come; and it is told by its own time, so that a place that came too late for that makes no difference to it.
 */
export function takeChange(state: DomainState, change: Change, at: number, options: LifecycleOptions): void {
  state.changes ??= {};
  noteChange(state.changes, change);
  forgetBefore(state.changes, at - keptFor(options));
}

/** Takes an alert of a rule engine, as {@link takeChange} takes a change. */
export function takeAlert(
  state: DomainState,
  alert: ReportedAlert,
  at: number,
  options: LifecycleOptions,
): void {
  state.alerts ??= {};
  noteAlert(state.alerts, alert);
  forgetBefore(state.alerts, at - keptFor(options));
}

/** How long (ms) a deviation, a change or an alert may matter: to an incident that opens a window after it and is told of until it is over. */
function keptFor({ windowMs, resolveAfterMs }: LifecycleOptions): number {
  return 2 * windowMs + resolveAfterMs;
}
