import { severityRank } from '@aiops/contracts';
import type { Sighting } from '../signals/sighting.ts';
import type { Incident } from './incident-state.ts';

/**
 * Whether anomalies that are, or are about to be, part of an incident call for an update of it that is not under way already. The same
 * series again, no worse than ever (the next window of failing calls, a flap), does not.
 */
export function tellsMore(incident: Incident, sightings: readonly Sighting[]): boolean {
  if (incident.phase !== 'open' || incident.updateAt !== null) return false;
  return sightings.some(
    ({ id, series, score, severity }) =>
      !incident.members.some(
        (member) =>
          member.id !== id &&
          member.series === series &&
          member.score >= score &&
          severityRank(member.severity) >= severityRank(severity),
      ),
  );
}
