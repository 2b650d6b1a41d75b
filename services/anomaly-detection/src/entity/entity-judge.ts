import type { Emit, KeyedState } from '@aiops/runtime';
import type { Finding } from '../lifecycle.ts';
import { settle } from '../metrics/series-anomaly.ts';
import { stepStatistical } from '../metrics/statistical.ts';
import type { Origin } from '../origin.ts';
import type { Setup } from '../setup.ts';
import { formatSpan } from '../wording.ts';
import { entityFinding } from './entity-finding.ts';
import { vectorOf } from './entity-row.ts';
import type { EntityState } from './entity-state.ts';
import type { VectorEnsemble, VectorEnsembleVerdict, VectorStates } from './vector-ensemble.ts';

/** Apart from the rest of an entity, so that a checkpoint does not write the models again when only a row has changed. */
const PREFIX = 'entity-models/';

/** What a row means for its entity: a score, an anomaly that opens or ends, and something to learn. */
export interface EntityJudge {
  /** The row under way is complete; `at` is the sample that showed it. */
  judge(entity: EntityState, at: number, emit: Emit): void;
  /** The entity is no longer watched: an anomaly that is still open ends, and the models are forgotten. */
  forget(entity: EntityState, at: number, emit: Emit): void;
}

export function createEntityJudge(setup: Setup, state: KeyedState, origin: Origin): EntityJudge {
  const { vectors, urls, config } = setup;
  const publish = (entity: EntityState, findings: readonly Finding[], at: number, emit: Emit) => {
    const { subject, statistical } = entity;
    const endedAt = entity.lastEnd === 0 ? at : entity.lastEnd;
    const message = settle(entity, findings, statistical.active, at, origin.muteOf(subject, at));
    if (message === undefined) return;
    if (message.status === 'resolved') {
      const lasting = formatSpan(endedAt - Date.parse(String(message.started_at)));
      message.summary = `The metrics of ${subject.entity.name} fit together again after ${lasting}`;
    }
    origin.publish(message, subject.domain, emit);
  };
  return {
    judge(entity, at, emit) {
      const vector = vectorOf(entity);
      if (vector === undefined) return;
      const { subject, statistical, rowAt } = entity;
      const key = PREFIX + subject.entity.id;
      const known = state.get<Record<string, unknown>>(key);
      const models = known ?? {};
      const states = statesOf(vectors, entity, models);
      const verdict = vectors.score(states, vector);
      if (verdict.score >= config.anomaly_threshold) withoutLoner(vectors, states, vector, verdict);
      const { score } = verdict;
      const ended = stepStatistical(statistical, score, true, rowAt, config.anomaly_threshold);
      if (ended !== undefined) entity.lastEnd = Math.max(entity.lastEnd, ended);
      const findings: Finding[] = [];
      if (statistical.active && statistical.calm === 0) {
        const shares = vectors.shares(states, verdict.lead, vector);
        findings.push(entityFinding(entity, verdict, shares, rowAt, urls));
      }
      publish(entity, findings, at, emit);
      if (vectors.learn(states, vector) || known === undefined) state.put(key, models);
    },
    forget(entity, at, emit) {
      entity.statistical.active = false;
      publish(entity, [], at, emit);
      state.delete(PREFIX + entity.subject.entity.id);
    },
  };
}

/** States of all detectors, put together from their two parts; a newly configured one begins here. */
function statesOf(
  vectors: VectorEnsemble,
  { gathered }: EntityState,
  models: Record<string, unknown>,
): VectorStates {
  const states: VectorStates = {};
  for (const kind of vectors.kinds) {
    if (models[kind] === undefined || gathered[kind] === undefined) {
      const fresh = vectors.init(kind);
      models[kind] = fresh.fitted;
      gathered[kind] = fresh.gathered;
    }
    states[kind] = { fitted: models[kind], gathered: gathered[kind] };
  }
  return states;
}

/** What one series does alone, outside its own band, is its own affair: the row is judged without it. */
function withoutLoner(
  vectors: VectorEnsemble,
  states: VectorStates,
  vector: readonly number[],
  verdict: VectorEnsembleVerdict,
): void {
  const { score, lead } = verdict;
  const shares = vectors.shares(states, lead, vector);
  const first = shares.indexOf(Math.max(...shares));
  if (!(Math.abs(vector[first] as number) >= 1)) return;
  const rest = vectors.score(states, vector.with(first, Number.NaN)).score;
  verdict.score = Math.min(score, rest);
  verdict.lead = lead;
}
