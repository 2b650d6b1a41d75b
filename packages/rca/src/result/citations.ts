import type { AnomalyMessage, Candidate, RcaResult, Term } from '@aiops/contracts';
import type { CitedAnomaly } from '../ranking/terms/term-inputs.ts';

/**
 * Where the terms of a result cite an anomaly that the result does not hold, holds of another entity or with another score, or an
 * entity as anomalous that shows nothing there; in words.
 */
export function misquotes(result: RcaResult): string[] {
  const all = [result.trigger_anomaly, ...result.correlated_anomalies.map(({ event }) => event)];
  const anomalies = new Map<unknown, AnomalyMessage>(all.map((anomaly) => [anomaly.anomaly_id, anomaly]));
  const entities = new Set<unknown>(all.map(({ entity_id }) => entity_id));
  return result.root_cause.candidates.flatMap((candidate) =>
    candidate.terms.flatMap((term) => [
      ...citedAnomalies(term).flatMap((cited) =>
        wrongly(cited, candidate, anomalies.get(cited.anomaly_id)).map((what) => `${term.name} ${what}`),
      ),
      ...citedEntities(term)
        .filter((entity) => !entities.has(entity))
        .map((entity) => `${term.name} of ${candidate.device} cites ${entity}, which shows no anomaly`),
    ]),
  );
}

/** What a term says of an anomaly: its id, and whose it is where it is not the candidate's own. */
type Cited = Partial<Omit<CitedAnomaly, 'anomaly_id'>> & {
  readonly anomaly_id: unknown;
  readonly entity?: unknown;
};

function wrongly(cited: Cited, { device, entity_id }: Candidate, held: AnomalyMessage | undefined): string[] {
  const { entity = entity_id } = cited;
  const what = `of ${device} cites anomaly ${cited.anomaly_id}`;
  if (held === undefined) return [`${what}, which the result does not hold`];
  if (held.entity_id !== entity) return [`${what}, which is one of ${held.entity_id}`];
  const { score = held.score, severity = held.severity } = cited;
  if (score === held.score && severity === held.severity) return [];
  return [`${what} with score ${score} (${severity}); the result has ${held.score} (${held.severity})`];
}

function citedAnomalies({ name, inputs = {} }: Term): Cited[] {
  if (name === 'severity') return listOf(inputs.anomalies) as Cited[];
  if (name === 'direct_evidence' && inputs.anomaly_id !== undefined)
    return [{ anomaly_id: inputs.anomaly_id }];
  if (name !== 'rule') return [];
  const [victim] = listOf([inputs.victim]);
  return [
    { anomaly_id: inputs.cause_anomaly },
    { anomaly_id: inputs.victim_anomaly, entity: victim?.entity },
  ];
}

function citedEntities({ name, inputs = {} }: Term): unknown[] {
  const ways = [...listOf(inputs.victims), ...listOf(inputs.ties), ...listOf([inputs.cause, inputs.victim])];
  return [...ways.map((way) => way.entity), ...(name === 'change' ? [inputs.of] : [])];
}

/** The objects of a list; what is no list, and what in it is no object, counts as nothing. */
function listOf(value: unknown): Record<string, unknown>[] {
  const items: unknown[] = Array.isArray(value) ? value : [];
  return items.filter((item) => item !== null && typeof item === 'object') as Record<string, unknown>[];
}
