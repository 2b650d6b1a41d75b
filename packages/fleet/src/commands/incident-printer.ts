import type { RcaResult } from '@aiops/contracts';

/**
 * Prints the report of an incident in full when it opens, when its cause changes and when it is over; in between, where
 * only members were added, one line, so that the terminal stays readable.
 */
export function createIncidentPrinter(
  write: (text: string) => void,
): (report: string, result: RcaResult) => void {
  const causes = new Map<string, string | null>();
  return (report, result) => {
    const id = result.incident_id ?? '';
    const cause = result.root_cause.root_cause_device;
    const grown = result.status === 'updated' && causes.has(id) && causes.get(id) === cause;
    causes.set(id, cause);
    write(grown ? `${updateLine(result)}\n` : `\n${report}\n`);
  };
}

function updateLine(result: RcaResult): string {
  const { root_cause: rootCause, incident_id: id, revision } = result;
  const percent = Math.round(rootCause.confidence * 100);
  const members = result.correlated_anomalies.length + 1;
  return `Incident ${id} revision ${revision}: still ${rootCause.root_cause_device ?? 'no clear cause'} (${percent} %), ${members} anomalies.`;
}
