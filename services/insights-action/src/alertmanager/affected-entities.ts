import {
  type AnomalyMessage,
  entityUrn,
  label,
  nameOf,
  type RcaResult,
  type Severity,
  severityRank,
  siteOf,
} from '@aiops/contracts';
import { deviceOf } from '../anomaly-facts.ts';
import { distinctAnomalies } from '../distinct-anomalies.ts';

/** Something that an incident explains: its cause, or what only suffers from it. */
export interface AffectedEntity {
  readonly id: string;
  readonly name: string;
  /** As the labels of its series have it; undefined where they name none and it is the default one. */
  readonly site: string | undefined;
  readonly severity: Severity;
  readonly role: 'cause' | 'victim';
}

/** Of a storm that reaches further than this, the least severe are left out. */
const MOST = 200;

/**
 * What an incident explains, each entity once: the cause first, then the worst. An inconclusive incident has no cause, so that
 * all are victims.
 */
export function affectedEntities(result: RcaResult): AffectedEntity[] {
  const cause = causeOf(result);
  const found = new Map<string, AffectedEntity>();
  const add = (one: AffectedEntity) => {
    const known = found.get(one.id);
    const site = known?.site ?? one.site;
    const worse = known === undefined || severityRank(one.severity) > severityRank(known.severity);
    found.set(one.id, { ...(worse ? one : known), site });
  };
  for (const anomaly of distinctAnomalies(result)) {
    const one = entityOf(anomaly);
    if (one !== undefined) add({ ...one, role: one.id === cause?.id ? 'cause' : 'victim' });
  }
  if (cause !== undefined && !found.has(cause.id)) {
    const { severity } = result.root_cause.root_cause_anomaly ?? result.trigger_anomaly;
    add({ ...cause, site: siteLabel(cause.id), severity, role: 'cause' });
  }
  return [...found.values()].sort(order).slice(0, MOST);
}

/** The cause of a conclusive incident, undefined when there is none to name. */
function causeOf(result: RcaResult): { readonly id: string; readonly name: string } | undefined {
  const { root_cause: cause, conclusive } = result;
  const name = cause.root_cause_device;
  if (name === null || conclusive === false) return undefined;
  const ids = [
    ...cause.candidates.filter(({ device }) => device === name),
    ...distinctAnomalies(result).filter((anomaly) => deviceOf(anomaly) === name),
  ].flatMap(({ entity_id }) => entity_id ?? []);
  return { id: ids[0] ?? unknownDevice(name), name };
}

function unknownDevice(name: string): string {
  return entityUrn('device', 'unknown', 'default', name);
}

function entityOf(anomaly: AnomalyMessage): Omit<AffectedEntity, 'role'> | undefined {
  const name = deviceOf(anomaly);
  if (name === null) return undefined;
  const id = anomaly.entity_id ?? unknownDevice(name);
  const site = label(anomaly.labels ?? {}, 'site') ?? siteLabel(id);
  return { id, name: name === '' ? nameOf(id) : name, site, severity: anomaly.severity };
}

/** An alert of the default site carries no label for it, and Alertmanager takes a missing label for an empty one. */
function siteLabel(entity: string): string | undefined {
  const site = siteOf(entity);
  return site === 'default' ? undefined : site;
}

function order(a: AffectedEntity, b: AffectedEntity): number {
  if (a.role !== b.role) return a.role === 'cause' ? -1 : 1;
  const severity = severityRank(b.severity) - severityRank(a.severity);
  return severity || (a.id < b.id ? -1 : 1);
}
