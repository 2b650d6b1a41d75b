import { bareUrl } from '@aiops/config';

/** Where people read about an incident: the report that the HTTP API serves under this address. */
export function incidentUrl(base: string, incident: string): string {
  return `${bareUrl(base)}/api/v1/incidents/${pathPart(incident)}/report`;
}

/** Where a runbook is shown. */
export function runbookUrl(base: string, name: string): string {
  return `${bareUrl(base)}/api/v1/runbooks/${pathPart(name)}`;
}

/** An id typed by a person may be anything, also half a character. */
function pathPart(text: string): string {
  return encodeURIComponent(text.slice(0, 200).replaceAll(/\p{Surrogate}/gu, '\ufffd'));
}
