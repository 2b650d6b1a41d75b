import { parseTimestamp, type RcaResult } from '@aiops/contracts';
import { onsetOf } from '../anomaly-facts.ts';
import { incidentUrl, runbookUrl } from '../page-url.ts';
import { safeText } from '../report/safe-text.ts';
import type { Delivery } from '../sinks/incident-sink.ts';
import { type AffectedEntity, affectedEntities } from './affected-entities.ts';

/** What is to be said about an incident on the alerts that it explains. Plain JSON. */
export interface IncidentNote {
  readonly incident: string;
  /** Event time (epoch ms). */
  readonly startedAt: number;
  readonly entities: readonly AffectedEntity[];
  /** Annotations that are always set. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Annotations that are set only where an alert has none of that name. */
  readonly defaults: Readonly<Record<string, string>>;
}

/** Base URLs as people reach them, without a slash at the end. */
export interface NoteLinks {
  readonly incidents?: string;
  readonly grafana?: string;
}

const NAME_LENGTH = 200;
const URL_LENGTH = 1_000;
const MOST_RUNBOOKS = 5;
const BEFORE_MS = 1_800_000;

/** The note of one revision. Everything in it that came from outside is one line of plain text of bounded length. */
export function noteOf(delivery: Delivery, links: NoteLinks): IncidentNote {
  const { incident, result, runbooks } = delivery;
  const startedAt = parseTimestamp(result.started_at ?? '') ?? onsetOf(result.trigger_anomaly);
  const shown = runbooks.slice(0, MOST_RUNBOOKS).map((name) => safeText(name, NAME_LENGTH));
  const evidence = evidenceUrl(delivery, links);
  return {
    incident,
    startedAt,
    entities: affectedEntities(result),
    annotations: {
      aiops_incident_id: safeText(incident, NAME_LENGTH),
      aiops_root_cause: causeText(result),
      aiops_confidence: result.root_cause.confidence.toFixed(2),
      ...(evidence === undefined ? {} : { aiops_evidence_url: evidence.slice(0, URL_LENGTH) }),
      ...(shown.length === 0 ? {} : { aiops_runbook: shown.join(', ') }),
    },
    defaults: {
      ...(links.incidents === undefined || runbooks[0] === undefined
        ? {}
        : {
            runbook_url: runbookUrl(links.incidents, runbooks[0]),
          }),
      ...(links.grafana === undefined
        ? {}
        : {
            dashboard_url: `${links.grafana}/d/aiops-incidents?from=${Math.floor(startedAt - BEFORE_MS)}&to=now`,
          }),
    },
  };
}

/** The cause in words: a name that is not certain must not look like a verdict. */
function causeText({ root_cause: cause, conclusive }: RcaResult): string {
  const name = cause.root_cause_device;
  if (name === null) return 'unknown: no cause was found';
  return conclusive === false
    ? `unknown: inconclusive, perhaps ${safeText(name, NAME_LENGTH)}`
    : safeText(name, NAME_LENGTH);
}

/** The incident's page, or else the first link of the evidence. */
function evidenceUrl({ incident, result }: Delivery, { incidents }: NoteLinks): string | undefined {
  if (incidents !== undefined) return incidentUrl(incidents, incident);
  const links = result.root_cause.candidates[0]?.evidence.flatMap(({ url }) => url ?? []) ?? [];
  return links.find((url) => /^https?:\/\/\S+$/.test(url));
}
