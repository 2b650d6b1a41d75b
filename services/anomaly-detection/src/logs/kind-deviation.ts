import type { EventMessage, Labels } from '@aiops/contracts';
import { deviationEvent } from '../deviations/deviation.ts';
import { clip } from '../wording.ts';
import { placeOf, templateOf } from './line-kind.ts';
import type { KindShift } from './line-mix.ts';
import type { LogState } from './log-state.ts';
import { textOf } from './template-finding.ts';

const MAX_NAME = 200;

/** The event that tells of a kind of lines of an entity that came more or less often than usual in the window that ended `at`. */
export function kindDeviation(
  state: LogState,
  metric: string,
  { kind, direction, size, now, usual }: KindShift,
  at: number,
): EventMessage & { event_id: string } {
  const { entity } = state;
  const labels = labelsOf(state, kind);
  return deviationEvent(
    { entity, metric, kind: 'log', labels, direction, size, value: now, ...usual, at },
    // Lines of traces and others may share a template, and with it all else that the id is made of.
    kind,
  );
}

function labelsOf(state: LogState, kind: string): Labels {
  const template = templateOf(kind);
  return template === undefined
    ? { logger: clip(placeOf(kind), MAX_NAME) }
    : { template: clip(textOf(state, template), MAX_NAME) };
}
