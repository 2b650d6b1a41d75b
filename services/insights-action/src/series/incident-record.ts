import type { RcaResult } from '@aiops/contracts';
import type { Delivery } from '../sinks/incident-sink.ts';
import { type IncidentView, incidentView } from '../sinks/incident-view.ts';

/** Most candidates that get a series; an incident names at most five. */
const MOST_CANDIDATES = 5;

interface CandidateRecord {
  readonly device: string;
  readonly score: number;
  readonly confidence: number;
}

/** Most devices of an incident that are drawn, and most ways between them. */
const MOST_DRAWN = 40;

interface GraphRecord {
  readonly nodes: readonly string[];
  readonly edges: readonly { readonly source: string; readonly target: string }[];
}

/** What the series of an incident are made from, as it is kept in records. Plain JSON. */
export interface IncidentRecord {
  readonly revision: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly open: boolean;
  readonly confidence: number;
  readonly affected: number;
  readonly candidates: readonly CandidateRecord[];
  /** How it spread, as far as it is known. */
  readonly graph: GraphRecord;
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
    graph: graphOf(result, view),
    at,
  };
}

function graphOf({ root_cause }: RcaResult, { cause, affected }: IncidentView): GraphRecord {
  const path = root_cause.propagation_path;
  const devices = [...(cause === null ? [] : [cause]), ...path.map(({ device }) => device), ...affected];
  const nodes = [...new Set(devices.map((device) => device.slice(0, 200)))].slice(0, MOST_DRAWN);
  const edges = path.flatMap(({ device, via }) =>
    via === undefined ? [] : [{ source: via.slice(0, 200), target: device.slice(0, 200) }],
  );
  const isDrawn = ({ source, target }: { source: string; target: string }) =>
    nodes.includes(source) && nodes.includes(target);
  return { nodes, edges: edges.filter(isDrawn).slice(0, MOST_DRAWN) };
}
