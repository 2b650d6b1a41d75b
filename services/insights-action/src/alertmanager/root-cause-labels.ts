import type { RcaResult } from '@aiops/contracts';
import { safeText } from '../report/safe-text.ts';
import type { AffectedEntity } from './affected-entities.ts';
import type { IncidentNote } from './incident-note.ts';
import { ROOT_CAUSE_ALERT } from './proxy/enrich-alerts.ts';

type Texts = Readonly<Record<string, string>>;

const LABEL_LENGTH = 500;
const TEXT_LENGTH = 1_000;
const MOST_REASONS = 5;

/** The labels of the fleet's own alert about one device of an incident: its identity. */
export function rootCauseLabels(incident: string, cause: string | undefined, entity: AffectedEntity): Texts {
  const { name, role, severity, site } = entity;
  return {
    alertname: ROOT_CAUSE_ALERT,
    incident_id: incident.slice(0, LABEL_LENGTH),
    root_cause: (cause ?? 'unknown').slice(0, LABEL_LENGTH),
    // As it is, because only an equal name inhibits the alerts of the device.
    device_name: name.slice(0, LABEL_LENGTH),
    role,
    severity,
    ...(site === undefined ? {} : { site: site.slice(0, LABEL_LENGTH) }),
  };
}

/** Its annotations, the same for all devices of an incident. */
export function rootCauseTexts(result: RcaResult, note: IncidentNote): Texts {
  const simulated = result.domain === 'demo' ? 'SIMULATED: ' : '';
  const reasons = (result.inconclusive_reasons ?? [])
    .slice(0, MOST_REASONS)
    .map((reason) => safeText(reason));
  const inconclusive =
    result.conclusive === false ? `Inconclusive, no cause is named. ${reasons.join('; ')} ` : '';
  const { runbook_url: runbookUrl, dashboard_url: dashboardUrl } = note.defaults;
  return {
    summary: simulated + safeText(result.rca_summary, TEXT_LENGTH),
    description: inconclusive + safeText(result.root_cause.explanation, TEXT_LENGTH),
    ...note.annotations,
    ...(runbookUrl === undefined ? {} : { runbook_url: runbookUrl }),
    ...(dashboardUrl === undefined ? {} : { dashboard_url: dashboardUrl }),
  };
}
