import { headers as names, type RcaResult, topics } from '@aiops/contracts';
import {
  advance,
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

/** Folds released anomalies into the incidents of a domain, lets event time pass up to `to`, and emits the results. */
export function correlateDomain(
  domain: string,
  state: DomainState,
  released: readonly Held<Waiting>[],
  to: number | undefined,
  options: CorrelationOptions,
  topology: TopologyView,
  emit: Emit,
): void {
  const space = { index: topology.index, depth: options.depth, windowMs: options.windowMs };
  const context: FoldContext = {
    options,
    space,
    publish: (revision) => {
      const { incident, at } = revision;
      const onset = incident.members[0]?.startedAt ?? at;
      const changes = changesBefore(state, at, options.windowMs);
      const alerts = alertsBetween(state, onset - options.windowMs, at);
      const background = { ...backgroundOf(state, incident, at), changes, alerts };
      // What has changed since, also in the course of the outage, explains nothing of how it began.
      const then = { ...space, index: topology.at(onset) };
      const result = toResult(revision, { domain, space: then, topologyStatus: topology.status, background });
      emit(toMessage(result, revision));
    },
  };
  for (const { at, value } of released) {
    if ('deviating' in value) takeDeviation(state, value.deviating, at, context);
    else if ('alert' in value) takeAlert(state, value.alert, at, options);
    else if ('change' in value) takeChange(state, value.change, at, options);
    else if ('maintenance' in value) takeMaintenance(state, value.maintenance, at, context);
    else take(state, toSighting(value.message, value.entity, at, value.traceparent), at, context);
  }
  if (to !== undefined) advance(state, to, context);
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
