import type { Action, RunEntry } from '../live/api-types.ts';
import { formatMoment, momentOf } from '../time/format-time.ts';
import type { Words } from '../words/en.ts';
import { wordFor } from '../words/word-for.ts';
import { plain } from './plain.ts';

export interface ResponseLinesOptions {
  readonly runs: readonly RunEntry[];
  readonly verdicts: readonly Action[];
  readonly words: Pick<Words, 'incident' | 'runbooks'>;
  readonly zone: string | undefined;
}

/** A Markdown list of what people did about an incident, in the order of time. */
export function responseLines({ runs, verdicts, words, zone }: ResponseLinesOptions): string[] {
  const { incident: own, runbooks } = words;
  const lines = [
    ...runs.map((run) => ({
      at: momentOf(run.requested_at),
      line: [
        `${plain(run.runbook)} (${plain(runbooks.about(run.device ?? '–', run.target))}), ${plain(own.requestedBy(run.requested_by))}: ${plain(wordFor(own.runStates, run.state))}.`,
        ...(run.verified === null ? [] : [plain(wordFor(own.effects, run.verified))]),
      ].join(' '),
    })),
    ...verdicts.map(({ timestamp, actor, feedback }) => ({
      at: momentOf(timestamp),
      line: [
        `${plain(actor ?? '–')}: ${plain(wordFor(own.verdicts, feedback?.verdict ?? ''))}.`,
        ...[feedback?.cause, feedback?.comment].flatMap((said) => (said === undefined ? [] : [plain(said)])),
      ].join(' '),
    })),
  ];
  return lines
    .sort((a, b) => (a.at ?? 0) - (b.at ?? 0))
    .map(({ at, line }) => `- ${at === undefined ? '–' : formatMoment(at, zone)} ${line}`);
}
