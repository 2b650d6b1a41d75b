import { type NabScore, nabScore } from './nab-score.ts';
import { type Nf1Score, nf1Score } from './nf1-score.ts';
import type { ScoredFile } from './scored-file.ts';

/** How well the labelled files of one source were judged. A source is a folder directly under the one that was given. */
export interface SourceQuality {
  readonly source: string;
  readonly files: number;
  readonly events: number;
  readonly nab: NabScore | undefined;
  readonly nf1: Nf1Score | undefined;
}

/** The figures of each source, by name. Files that lie in no folder of their own are the source `.`. */
export function sourceQuality(files: readonly ScoredFile[]): SourceQuality[] {
  const bySource = new Map<string, ScoredFile[]>();
  for (const file of files) {
    const slash = file.name.indexOf('/');
    const source = slash === -1 ? '.' : file.name.slice(0, slash);
    bySource.set(source, [...(bySource.get(source) ?? []), file]);
  }
  return [...bySource.keys()].sort().map((source) => {
    const own = bySource.get(source) ?? [];
    return {
      source,
      files: own.length,
      events: own.reduce((sum, { windows }) => sum + windows.length, 0),
      nab: nabScore(own),
      nf1: nf1Score(own),
    };
  });
}
