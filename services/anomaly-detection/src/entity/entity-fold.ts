import type { Emit, KeyedState } from '@aiops/runtime';
import { promQuery } from '../evidence.ts';
import { emitLeftOut } from '../left-out.ts';
import { unitOf } from '../metrics/sample-measure.ts';
import type { SeriesState } from '../metrics/series.ts';
import type { Origin } from '../origin.ts';
import type { Setup } from '../setup.ts';
import { clip } from '../wording.ts';
import { createEntityJudge } from './entity-judge.ts';
import { endsRow } from './entity-row.ts';
import { ENTITY_PREFIX, type EntityMetric, type EntityState, emptyEntity } from './entity-state.ts';
import { followBand, newBand } from './recent-band.ts';

/** Places of a row. */
const MAX_METRICS = 64;
/** Longest name and query that are kept of a series. */
const MAX_NAME = 100;
const MAX_QUERY = 300;

/** Judges all metrics of an entity together. */
export interface EntityFold {
  /** A sample of a series came: its value, or the rate per second of a counter. */
  observe(series: SeriesState, at: number, value: number, emit: Emit): void;
  /** A series is forgotten: its place becomes free, and with the last one the entity is forgotten too. */
  forget(series: SeriesState, idleAt: number, emit: Emit): void;
}

export function createEntityFold(setup: Setup, state: KeyedState, origin: Origin): EntityFold {
  const entities = createEntityJudge(setup, state, origin);
  // Samples of an entity come one after the other: its key is put together, and hashed, for the first of them.
  let lastId = '';
  let lastKey = ENTITY_PREFIX;
  const keyOf = (id: string) => {
    if (id !== lastId) {
      lastId = id;
      lastKey = ENTITY_PREFIX + id;
    }
    return lastKey;
  };
  return {
    observe(series, at, value, emit) {
      if (setup.vectors.kinds.length === 0) return;
      const { entity: ref, domain } = series.subject;
      const key = keyOf(ref.id);
      const entity = state.get<EntityState>(key) ?? emptyEntity(ref, domain);
      const place = placeOf(entity, series, at, emit);
      if (place !== undefined) {
        const metric = entity.metrics[place] ?? null;
        const ends = endsRow(entity, metric, at);
        if (ends) entities.judge(entity, at, emit);
        if (ends || entity.rowAt === 0) entity.rowAt = at;
        entity.metrics[place] = updated(metric, series, at, value);
      }
      state.put(key, entity);
    },
    forget(series, idleAt, emit) {
      const key = ENTITY_PREFIX + series.subject.entity.id;
      const entity = state.get<EntityState>(key);
      if (entity === undefined || series.place === undefined) return;
      entity.metrics[series.place] = null;
      if (entity.metrics.some((metric) => metric !== null)) return state.put(key, entity);
      entities.forget(entity, idleAt, emit);
      state.delete(key);
    },
  };
}

/** The place of a series in the rows of its entity, given to it when it has none; undefined when there is no room. */
function placeOf(entity: EntityState, series: SeriesState, at: number, emit: Emit): number | undefined {
  if (series.place !== undefined) return series.place;
  const free = entity.metrics.indexOf(null);
  const place = free === -1 ? entity.metrics.length : free;
  if (place < MAX_METRICS) {
    series.place = place;
    return place;
  }
  if (!entity.told) tellFull(series, at, emit);
  entity.told = true;
  return undefined;
}

function updated(known: EntityMetric | null, series: SeriesState, at: number, value: number): EntityMetric {
  const { usual } = series;
  const { metric, labels } = series.subject;
  const unit = unitOf(series);
  if (known !== null && (known.unit ?? '') === unit) {
    followBand(known, metric, value);
    known.at = at;
    known.value = value;
    known.usual = usual;
    return known;
  }
  const query = promQuery(metric, labels);
  return {
    metric: clip(metric, MAX_NAME),
    query: query.length > MAX_QUERY ? '' : query,
    at,
    value,
    usual,
    ...(unit === '' ? {} : { unit }),
    ...newBand(value),
  };
}

function tellFull(series: SeriesState, at: number, emit: Emit): void {
  const { metric, entity, labels, series: id } = series.subject;
  const summary = `${entity.name} has more than ${MAX_METRICS} series: ${metric} and further new ones are judged by themselves, but not together with the others`;
  const details = { metric_name: metric, labels, max: MAX_METRICS };
  emitLeftOut({ type: 'entity_cap', entity, series: id, at, content: MAX_METRICS, summary, details }, emit);
}
