import type { RcaResult } from '@aiops/contracts';
import { deviceOf, isSimulated } from '../anomaly-facts.ts';
import { distinctAnomalies } from '../distinct-anomalies.ts';
import { endOf, startOf } from '../incident-span.ts';
import { isClosed } from '../report/report.ts';
import { worstAnomaly } from '../worst-anomaly.ts';

/** What people are shown of an incident, whatever the place. Names are as they came: each place makes them harmless in its way. */
export interface IncidentView {
  /** Epoch ms, whole and positive. */
  readonly started: number;
  /** Epoch ms, not before the start; undefined while it is open. */
  readonly ended: number | undefined;
  /** The worst of its anomalies. */
  readonly severity: string;
  /** The device named as the cause, null when none was found. */
  readonly cause: string | null;
  /** What the incident is filed under: the cause, or what its trigger is about. */
  readonly entity: string | null;
  /** Everything else that is anomalous, in the order in which it began. */
  readonly affected: readonly string[];
  readonly simulated: boolean;
}

/** Reads it off a result. */
export function incidentView(result: RcaResult): IncidentView {
  const cause = result.root_cause.root_cause_device;
  const anomalies = distinctAnomalies(result);
  const names = [...new Set(anomalies.flatMap((anomaly) => deviceOf(anomaly) ?? []))];
  const started = Math.max(1, Math.round(startOf(result)));
  const worst = worstAnomaly(result.trigger_anomaly, anomalies);
  return {
    started,
    ended: isClosed(result) ? Math.max(started, Math.round(endOf(result))) : undefined,
    severity: worst.severity,
    cause,
    entity: cause ?? deviceOf(result.trigger_anomaly),
    affected: names.filter((name) => name !== cause),
    simulated: result.domain === 'demo' || anomalies.some(isSimulated),
  };
}
