import { label, streamMetrics } from '@aiops/contracts';
import { isErrorLevel } from '../logs/line-signal.ts';
import { bandOf } from '../scores/score-tap.ts';
import type { Subject } from '../subject.ts';
import type { EnsembleVerdict } from './ensemble.ts';

/** True for the counts of log lines. What they deviate by is told of the lines themselves, kind by kind. */
export function isLineCount({ metric }: Subject): boolean {
  return metric === streamMetrics.logLines;
}

/** True for the count of error lines: three of them are an anomaly already, and nobody minds when they become fewer. Rules may look at it. */
export function isLeftToRules(subject: Subject): boolean {
  return isLineCount(subject) && isErrorLevel(label(subject.labels, 'level') ?? '');
}

/** True when more lines than expected were counted: those are a burst, or news, of their kind, and one cause must not count as two anomalies. */
export function isToldOfLines(subject: Subject, lines: number, verdict: EnsembleVerdict): boolean {
  return isLineCount(subject) && lines >= (bandOf(verdict)?.mid ?? 0);
}
