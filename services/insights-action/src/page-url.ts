import { bareUrl } from '@aiops/config';

/** Where people read about an incident: on the page that this address serves. */
export function incidentUrl(base: string, incident: string): string {
  return `${bareUrl(base)}/ui/incidents/${pathPart(incident)}`;
}

/** Where a runbook is shown. */
export function runbookUrl(base: string, name: string): string {
  return `${bareUrl(base)}/ui/runbooks?runbook=${pathPart(name)}`;
}

/** An id typed by a person may be anything, also half a character. */
function pathPart(text: string): string {
  return encodeURIComponent(text.slice(0, 200).replaceAll(/\p{Surrogate}/gu, '\ufffd'));
}
