import { topics } from '@aiops/contracts';
import type { Emit } from '@aiops/runtime';
import type { DetectionCounters } from '../counters.ts';
import { emitLeftOut } from '../left-out.ts';
import { clip } from '../wording.ts';
import type { LogState } from './log-state.ts';

/** Counts a line that is not folded; of a run of them the first is told on `aiops.events`. */
export function leaveLineOut(
  entry: LogState,
  type: 'late_data' | 'future_data',
  at: number,
  line: string,
  counters: DetectionCounters,
  emit: Emit,
): void {
  const run = type === 'late_data' ? 'late' : 'future';
  counters[run].inc({ topic: topics.logs });
  if (!entry[run]) {
    const { entity } = entry;
    const why = type === 'late_data' ? 'is older than its window' : 'lies in the future';
    const summary = `A log line of ${entity.name} ${why} and was left out`;
    const details = { line: clip(line, 200) };
    emitLeftOut({ type, entity, series: `${entity.id}|logs`, at, content: line, summary, details }, emit);
  }
  entry[run] = true;
}
