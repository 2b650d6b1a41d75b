import type { Delivery } from '../sinks/incident-sink.ts';
import { incidentView } from '../sinks/incident-view.ts';

/** Most candidates that get a series; an incident names at most five. */
const MOST_CANDIDATES = 5;

interface CandidateRecord {
  readonly device: string;
  readonly score: number;
  readonly confidence: number;
}

/** What the series of an incident are made from, as it is kept in records. Plain JSON. */
export interface IncidentRecord {
  readonly revision: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly open: boolean;
  readonly confidence: number;
  readonly affected: number;
  readonly candidates: readonly CandidateRecord[];
  /** When this was known, by the clock (epoch ms). */
  readonly at: number;
}

/** Reads it off a revision. Names are cut where they are written. */
export function incidentRecord({ incident, revision, result }: Delivery, at: number): IncidentRecord {
  const view = incidentView(result);
  const { confidence, candidates } = result.root_cause;
  return {
    revision,
    labels: {
      incident_id: incident.slice(0, 200),
      severity: view.severity,
      domain: (result.domain ?? 'default').slice(0, 200),
      cause: (view.cause ?? 'unknown').slice(0, 200),
    },
    open: view.ended === undefined,
    confidence,
    affected: view.affected.length,
    candidates: candidates
      .slice(0, MOST_CANDIDATES)
      .map(({ device, score, confidence }) => ({ device: device.slice(0, 200), score, confidence })),
    at,
  };
}
