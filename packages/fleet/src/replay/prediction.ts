import type { CaseFile } from './case-file.ts';
import type { CaseNetwork } from './case-network.ts';

/** When the causes are asked for: after all records of a case, or when somebody noticed. */
export type Moment = 'case' | 'detection';

/** An entity of a case and how strongly it is suspected; equal scores are a tie. */
export interface Suspected {
  readonly entity: string;
  readonly score: number;
}

/** What the fleet says of a case: one line of the file that a scorer reads. */
export interface Prediction {
  readonly dataset: string;
  readonly case: string;
  /** Every candidate of the topology, best first. */
  readonly ranking: readonly Suspected[];
  /** Milliseconds from the last record to the verdict. */
  readonly ms: number;
  /** Of the first, 0…1; 0 where nothing was heard of. */
  readonly confidence: number;
}

/** What was found, in entity ids, best first. */
export interface Verdict {
  readonly ranking: readonly { readonly entity: string; readonly score: number }[];
  readonly confidence: number;
  readonly ms: number;
}

/** Puts a verdict into the words of the case: candidates that it does not name come last, with one score below all others. */
export function predictionOf(
  { dataset, name }: CaseFile,
  network: CaseNetwork,
  { ranking, confidence, ms }: Verdict,
): Prediction {
  const left = new Set(network.candidates);
  const named = ranking.flatMap(({ entity: id, score }): Suspected[] => {
    const entity = network.entityOf(id);
    return entity !== undefined && left.delete(entity) ? [{ entity, score }] : [];
  });
  const below = named.reduce((lowest, { score }) => Math.min(lowest, score), 1) - 1;
  const others = [...left].map((entity) => ({ entity, score: below }));
  return {
    dataset,
    case: name,
    ranking: [...named, ...others],
    ms: Math.round(ms * 10) / 10,
    confidence,
  };
}
