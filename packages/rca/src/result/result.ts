import { type AnomalyMessage, formatTimestamp, type RcaResult } from '@aiops/contracts';
import { closeness, type Space } from '../correlation/correlate.ts';
import { flappingField, flappingTexts } from '../correlation/flapping.ts';
import type { Incident, Member } from '../correlation/incident-state.ts';
import type { Revision } from '../correlation/lifecycle.ts';
import type { TopologyStatus } from '../ranking/confidence.ts';
import type { Finding } from '../ranking/finding.ts';
import type { Background } from '../ranking/grounds.ts';
import { judgedRanking } from '../ranking/judged-ranking.ts';
import { round4 } from '../rounding.ts';
import type { Sighting } from '../signals/sighting.ts';
import { explain } from './explain.ts';
import { maintenanceField, maintenanceTexts } from './maintenance-field.ts';
import { propagation } from './propagation.ts';

/** Names the way causes are found, in every result: the terms of `terms.ts` over the dependencies of the topology. */
export const METHOD = 'topology-evidence-ranking';
/** Without a topology only severity, own signs of a fault and onset are left. */
export const METHOD_WITHOUT_TOPOLOGY = 'severity-and-onset-ranking';

export interface ResultContext {
  readonly domain: string;
  readonly space: Space;
  readonly topologyStatus: TopologyStatus;
  readonly background?: Background;
}

/** Explains one revision of an incident: the complete message for `aiops.rca_results`. */
export function toResult(revision: Revision, context: ResultContext): RcaResult {
  const { incident, status, at } = revision;
  const { index, depth } = context.space;
  const { members } = incident;
  const trigger = members.find(({ id }) => id === incident.triggerId) ?? (members[0] as Member);
  const { topologyStatus: topology, background } = context;
  const { ranking, verdict, coverage } = judgedRanking(members, index, depth, topology, background);
  const { summary, text } = explain(ranking, verdict);
  const cause = ranking.leading[0];
  const spread = cause === undefined ? undefined : propagation(cause.suspect, ranking);
  const reasons = [...verdict.reasons, ...(revision.note === undefined ? [] : [revision.note])];
  return {
    incident_id: incident.id,
    revision: incident.revision,
    status,
    ...(revision.mergedInto === undefined ? {} : { merged_into: revision.mergedInto }),
    domain: context.domain,
    timestamp: formatTimestamp(at),
    started_at: formatTimestamp(members[0]?.startedAt ?? at),
    ...(status === 'resolved' ? { ended_at: formatTimestamp(endOf(incident)) } : {}),
    trigger_anomaly: anomalyOf(trigger),
    correlated_anomalies: correlated(members, trigger, context.space),
    correlated_total: incident.total - 1,
    propagation_source: cause?.suspect.name ?? null,
    root_cause: {
      root_cause_device: cause?.suspect.name ?? null,
      root_cause_entity_id: cause?.suspect.entity ?? null,
      root_cause_anomaly: tellingAnomaly(cause?.suspect.finding),
      confidence: verdict.confidences[0] ?? 0,
      confidence_inputs: verdict.inputs,
      path_score: round4(spread?.strength ?? 0),
      propagation_path: (spread?.steps ?? []).map((step) => ({ ...step })),
      explanation: text,
      candidates: ranking.leading.map(({ candidate }, place) => ({
        ...candidate,
        confidence: verdict.confidences[place] ?? 0,
      })),
      method: index === undefined ? METHOD_WITHOUT_TOPOLOGY : METHOD,
    },
    rca_summary: [summary, ...maintenanceTexts(ranking), ...flappingTexts(incident)].join(' '),
    topology: {
      status: context.topologyStatus,
      ...(index === undefined ? {} : { version: index.version, as_of: index.asOf }),
      coverage,
    },
    ...maintenanceField(ranking),
    ...flappingField(incident),
    conclusive: verdict.conclusive,
    inconclusive_reasons: reasons,
  };
}

/** The last end of a member, or the last news when that was later (epoch ms). */
function endOf({ members, newsAt }: Incident): number {
  return Math.max(newsAt, ...members.flatMap(({ endedAt }) => endedAt ?? []));
}

/** All members but the trigger, in the order of their onsets. */
function correlated(members: readonly Member[], trigger: Member, space: Space) {
  return members
    .filter((member) => member !== trigger)
    .map((member) => ({
      event: withoutSamples(anomalyOf(member)),
      score: round4(closeness(member, trigger, space)),
      time_diff: (member.startedAt - trigger.startedAt) / 1000,
      reason: member.reason,
    }));
}

/** The message with what the ranking knows of it at its worst, so that the result says what its terms are made from. */
function anomalyOf({ id, entity, score, severity, message }: Sighting): AnomalyMessage {
  const { anomaly_id, entity_id } = message;
  const isSame =
    anomaly_id === id && entity_id === entity && message.score === score && message.severity === severity;
  return isSame ? message : { ...message, anomaly_id: id, entity_id: entity, score, severity };
}

/** Samples are for drawing the trigger and the cause; two hundred series of them would fill the message. */
function withoutSamples(message: AnomalyMessage): AnomalyMessage {
  if (message.samples === undefined) return message;
  const { samples, ...rest } = message;
  return rest as AnomalyMessage;
}

/** The anomaly that says most about the cause: its direct evidence, else the first of its worst ones. */
function tellingAnomaly(finding: Finding | undefined): AnomalyMessage | null {
  if (finding === undefined) return null;
  const worst = finding.anomalies.reduce((a, b) => (b.score > a.score ? b : a));
  return anomalyOf(finding.direct?.sighting ?? worst);
}
