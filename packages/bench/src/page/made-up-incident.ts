import type { RcaResult, TopologyNode } from '@aiops/contracts';
import { anomalyOf } from '../made-up-anomaly.ts';

const MINUTE_MS = 60_000;
/** What every incident has taken with it. */
const VICTIMS = 6;

/** One of many incidents: a switch that took servers with it, as root-cause-analysis tells it. Later ones began later, all before `now` (epoch ms). */
export function madeUpIncident(number: number, revision: number, now: number): RcaResult {
  const at = now - 600 * MINUTE_MS + number * MINUTE_MS;
  const cause = nodeOf(`rack-sw-${number}`, 'switch');
  const victims = Array.from({ length: VICTIMS }, (_, victim) =>
    nodeOf(`server-${number}-${victim}`, 'server'),
  );
  const linkDown = anomalyOf(cause, 'link_down', 5 + (number % 5), at);
  const slow = victims.map((victim, place) =>
    anomalyOf(victim, 'response_time', 4, at + (place + 1) * 10_000),
  );
  const started = new Date(at).toISOString();
  return {
    incident_id: incidentId(number),
    revision,
    status: revision === 1 ? 'open' : 'updated',
    domain: 'bench',
    timestamp: new Date(now).toISOString(),
    started_at: started,
    trigger_anomaly: linkDown,
    correlated_anomalies: slow.map((event) => ({ event, score: 0.9, time_diff: 0 })),
    propagation_source: cause.name,
    root_cause: {
      root_cause_device: cause.name,
      root_cause_anomaly: linkDown,
      confidence: 0.8 + (revision % 20) / 100,
      path_score: 1,
      propagation_path: [
        { device: cause.name, at: started },
        ...victims.map(({ name }) => ({ device: name, at: started, via: cause.name })),
      ],
      explanation: `${cause.name} failed first.`,
      candidates: [],
      method: 'dependency ranking',
    },
    rca_summary: `${cause.name} lost its uplink; ${VICTIMS} servers behind it slowed down. ${revisionText(revision)}`,
    topology: { status: 'ok', version: 'v1', coverage: 1 },
    conclusive: true,
  };
}

/** What the page shows of a revision. */
export function revisionText(revision: number): string {
  return `Told ${revision} times.`;
}

function incidentId(number: number): string {
  return `bench-${String(number).padStart(4, '0')}`;
}

function nodeOf(name: string, type: string): TopologyNode {
  return { id: `urn:aiops:device:${type}:bench:${name}`, kind: 'device', name, type, site: 'bench' };
}
