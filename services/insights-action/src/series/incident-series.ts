import { incidentSeries } from '@aiops/contracts';
import type { Records, SeriesSample } from '@aiops/runtime';
import type { IncidentSink } from '../sinks/incident-sink.ts';
import { reviseRecord } from '../sinks/revise-record.ts';
import { type IncidentRecord, incidentRecord } from './incident-record.ts';

/** A gauge is there as long as samples come; all instances write on this grid, so that what two of them write is the same. */
export const WRITE_EVERY_MS = 15_000;
/** For so long a closed incident is written as closed, so that one lost request does not leave it open on a dashboard. */
const CLOSED_FOR_MS = 60_000;
/** An incident of which nothing was heard for so long is given up: whoever could close it has lost it. */
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;
/** Most incidents that have series at a time; the oldest news leave. */
const LIMIT = 500;

export interface IncidentSeriesOptions {
  /** `records('incident-series')` of the state store: every instance writes what is in it. */
  readonly records: Records;
  readonly write: (sample: SeriesSample) => void;
  /** The clock, in epoch ms. */
  readonly now: () => number;
}

/** Incidents as gauges for dashboards. */
export interface IncidentSeries {
  readonly sink: IncidentSink;
  /** Writes a sample of each series, at the last moment of the grid. Rejects with `Unavailable` like the records. */
  tick(): Promise<void>;
}

/** `aiops_incident_*` of every incident that is open, from its news on until it is closed; then 0 for a minute. */
export function createIncidentSeries({ records, write, now }: IncidentSeriesOptions): IncidentSeries {
  const grid = () => Math.floor(now() / WRITE_EVERY_MS) * WRITE_EVERY_MS;
  const deliver: IncidentSink['deliver'] = async (delivery) => {
    const record = incidentRecord(delivery, now());
    let before: IncidentRecord | undefined;
    await reviseRecord(records, delivery.incident, (text) => {
      before = recordIn(text);
      return (before?.revision ?? 0) > delivery.revision ? undefined : JSON.stringify(record);
    });
    if (before === undefined || before.revision > delivery.revision) return;
    // Under its new labels it is another series: the one before has to end.
    if (JSON.stringify(before.labels) !== JSON.stringify(record.labels))
      for (const sample of samplesOf({ ...before, open: false }, grid())) write(sample);
  };
  return {
    sink: { name: 'series', livesInRecords: true, deliver },
    async tick() {
      const known = [...(await records.all())].flatMap(([incident, text]) => {
        const record = recordIn(text);
        return record === undefined ? [] : [{ incident, record }];
      });
      const newestFirst = known.sort((a, b) => b.record.at - a.record.at);
      const isOver = ({ open, at }: IncidentRecord) =>
        at + (open ? FORGOTTEN_AFTER_MS : CLOSED_FOR_MS) < now();
      const kept = newestFirst.filter(({ record }) => !isOver(record)).slice(0, LIMIT);
      for (const { record } of kept) for (const sample of samplesOf(record, grid())) write(sample);
      const left = newestFirst.filter((one) => !kept.includes(one)).map(({ incident }) => incident);
      await records.delete(left);
    },
  };
}

/** A closed incident has no confidence any more; that it is closed is all there is to say. */
function samplesOf(record: IncidentRecord, at: number): SeriesSample[] {
  const { labels, open, confidence, affected, candidates, graph } = record;
  const sample = (name: string, value: number, more: Record<string, string> = {}) => ({
    name,
    labels: { ...labels, ...more },
    at,
    value,
  });
  if (!open) return [sample(incidentSeries.open, 0)];
  return [
    sample(incidentSeries.open, 1),
    sample(incidentSeries.confidence, confidence),
    sample(incidentSeries.affected, affected),
    ...candidates.flatMap(({ device, score, confidence: share }, index) => {
      const more = { device, rank: String(index + 1) };
      return [
        sample(incidentSeries.candidateScore, score, more),
        sample(incidentSeries.candidateConfidence, share, more),
      ];
    }),
    // What it is drawn by: 2 is the cause, 1 what is affected.
    ...graph.nodes.map((id) => sample(incidentSeries.node, id === labels.cause ? 2 : 1, { id, title: id })),
    ...graph.edges.map(({ source, target }) =>
      sample(incidentSeries.edge, 1, { id: `${source} → ${target}`, source, target }),
    ),
  ];
}

function recordIn(text: string | undefined): IncidentRecord | undefined {
  try {
    const record = JSON.parse(text ?? 'null') as IncidentRecord | null;
    return typeof record?.at === 'number' ? record : undefined;
  } catch {
    return undefined;
  }
}
