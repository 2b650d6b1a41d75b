import { type AnomalyMessage, parseTimestamp } from '@aiops/contracts';
import { type RankedEntity, severityRanking, toSighting } from '@aiops/rca';

/** The entities of anomaly messages by how badly they were off, worst first; messages that name no entity are left out. */
export function severityAlone(messages: readonly AnomalyMessage[]): RankedEntity[] {
  return severityRanking(
    messages.flatMap((message) => {
      const at = parseTimestamp(message.timestamp);
      if (message.entity_id === undefined || at === undefined) return [];
      return [toSighting(message, message.entity_id, at)];
    }),
  );
}
