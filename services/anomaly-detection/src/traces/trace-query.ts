/** TraceQL for the spans of a service that meet a condition. Ids are lower case, so the spelling of the name is left open. */
export function traceQuery(service: string, condition: string): string {
  return `{ resource.service.name =~ ${JSON.stringify(`(?i)${escaped(service)}`)} && ${condition} }`;
}

/** A name as a regular expression that matches nothing else. */
function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
