import { headers as names, type RcaResult, topics } from '@aiops/contracts';
import {
  advanceStep,
  alertsBetween,
  backgroundOf,
  changesBefore,
  type DomainState,
  type FoldContext,
  type LifecycleOptions,
  type Revision,
  take,
  takeAlert,
  takeChange,
  takeDeviation,
  takeMaintenance,
  toResult,
  toSighting,
} from '@aiops/rca';
import type { Emit } from '@aiops/runtime';
import type { Waiting } from './intake.ts';
import type { Held } from './merge/held.ts';
import type { TopologyView } from './topology-view.ts';

/** Settings of the correlation of one domain. */
export interface CorrelationOptions extends LifecycleOptions {
  readonly depth: number;
}

/**
 * Folds released anomalies into the incidents of a domain, lets event time pass up to `to`, and emits the results. Thousands may be
 * released at once, and a result may take tenths of a second: it can be left after each step, and gone on with.
 */
export function* correlateDomain(
  domain: string,
  state: DomainState,
  released: readonly Held<Waiting>[],
  to: number | undefined,
  options: CorrelationOptions,
  topology: TopologyView,
  emit: Emit,
): Generator<void, void, void> {
  const space = { index: topology.index, depth: options.depth, windowMs: options.windowMs };
  const context: FoldContext = {
    options,
    space,
    publish: (revision) => {
      const { incident, at } = revision;
      const onset = incident.members[0]?.startedAt ?? at;
      const changes = changesBefore(state.changes, at, options.windowMs);
      const alerts = alertsBetween(state.alerts, onset - options.windowMs, at);
      const background = { ...backgroundOf(state, incident, at), changes, alerts };
      // What has changed since, also in the course of the outage, explains nothing of how it began.
      const then = { ...space, index: topology.at(onset) };
      const result = toResult(revision, { domain, space: then, topologyStatus: topology.status, background });
      emit(toMessage(result, revision));
    },
  };
  for (const { at, value } of released) {
    // Changes and alerts tell of their own time and fire no timer.
    if (!('change' in value || 'alert' in value)) while (advanceStep(state, at, context)) yield;
    fold(state, value, at, context);
    yield;
  }
  if (to !== undefined) while (advanceStep(state, to, context)) yield;
}

function fold(state: DomainState, value: Waiting, at: number, context: FoldContext): void {
  if ('deviating' in value) takeDeviation(state, value.deviating, at, context);
  else if ('alert' in value) takeAlert(state, value.alert, at, context.options);
  else if ('change' in value) takeChange(state, value.change, at, context.options);
  else if ('maintenance' in value) takeMaintenance(state, value.maintenance, at, context);
  else take(state, toSighting(value.message, value.entity, at, value.traceparent), at, context);
}

/** Results continue the trace of the anomaly that triggered the incident. */
function toMessage(result: RcaResult, { incident }: Revision) {
  const trigger = incident.members.find(({ id }) => id === incident.triggerId);
  const traceparent = trigger?.traceparent;
  return {
    topic: topics.rcaResults,
    key: incident.id,
    value: result,
    ...(traceparent === undefined ? {} : { headers: { [names.traceparent]: traceparent } }),
  };
}
