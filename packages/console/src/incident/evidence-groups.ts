import type { Anomaly } from '../live/api-types.ts';
import { nameOf } from './anomaly-facts.ts';

/** Lines of a log that are alike, and who wrote them. */
export interface LogTemplate {
  /** With `…` where the lines differ. */
  readonly text: string;
  readonly lines: readonly string[];
  readonly entities: readonly string[];
}

/** A trace, or a query for traces, logs or metrics, with its link where there is one. */
export interface Lead {
  readonly kind: string;
  readonly entity: string;
  readonly title: string;
  readonly query: string | undefined;
  readonly url: string | undefined;
}

export interface EvidenceGroups {
  readonly logs: readonly LogTemplate[];
  readonly traces: readonly Lead[];
  /** Where to look further. */
  readonly queries: readonly Lead[];
}

const TEXT_LENGTH = 2_000;
/** What usually differs between lines that say the same: addresses, ids, numbers. */
const VARIABLE =
  /\b(?:\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?|0x[\da-f]+|[\da-f]{8}-[\da-f-]{27}|[\da-f]{16,}|\d+(?:\.\d+)?)(?=\b|[a-z]{1,2}\b)/gi;

/** What the anomalies of an incident show, by kind; the same of several entities is told once. */
export function evidenceGroups(anomalies: readonly Anomaly[]): EvidenceGroups {
  const logs = new Map<string, { lines: Set<string>; entities: Set<string> }>();
  const leads = new Map<string, Lead>();
  for (const anomaly of anomalies) {
    const entity = nameOf(anomaly);
    for (const { kind, title, query, url } of anomaly.evidence ?? []) {
      const text = title.slice(0, TEXT_LENGTH);
      if (kind === 'log' && query === undefined) {
        const key = text.replace(VARIABLE, '…');
        const known = logs.get(key) ?? { lines: new Set(), entities: new Set() };
        known.lines.add(text);
        known.entities.add(entity);
        logs.set(key, known);
      } else
        leads.set(JSON.stringify([kind, entity, text, query, url]), {
          kind,
          entity,
          title: text,
          query,
          url,
        });
    }
  }
  const all = [...leads.values()];
  return {
    logs: [...logs].map(([text, { lines, entities }]) => ({
      // A single line is shown as it is.
      text: lines.size === 1 ? ([...lines][0] ?? text) : text,
      lines: [...lines],
      entities: [...entities],
    })),
    traces: all.filter(({ kind, query }) => kind === 'trace' && query === undefined),
    queries: all.filter(
      ({ query, url, kind }) => query !== undefined || (url !== undefined && kind !== 'trace'),
    ),
  };
}
