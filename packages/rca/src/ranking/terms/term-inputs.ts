import type { EdgeKind, Severity } from '@aiops/contracts';
import type { Change } from '../../memory/change-memory.ts';
import type { Deviating } from '../../signals/deviating.ts';
import type { Symptom } from '../../signals/symptom.ts';

/** An anomaly of the result, by its id, with what is known of it at its worst. */
export type CitedAnomaly = {
  readonly anomaly_id: string;
  readonly score: number;
  readonly severity: Severity;
};

/** A dependency of the network map: who depends, on whom, and how the two are joined. */
export type CitedEdge = readonly [dependent: string, on: string, kind: EdgeKind];

/** How an anomalous entity of the result depends on another: dependencies in between, how surely a failure is felt, and the last of them. */
export type CitedWay = {
  readonly entity: string;
  readonly distance: number;
  readonly strength: number;
  readonly edge: CitedEdge;
};

/** The nearest anomalous entities that depend on a candidate, and the sum over those that are not listed. */
export type CitedVictims = {
  readonly victims: readonly CitedWay[];
  readonly cut?: { readonly entities: number; readonly sum: number };
};

/** How much later than a dependency what depends on it usually fails, in ms, where that was learned. */
export type CitedDelay = { readonly usual_ms: number; readonly tolerance_ms: number };

/** Something anomalous that a candidate is tied to, and how much later than the candidate it began. */
export type CitedTie = {
  readonly entity: string;
  readonly later_ms: number;
  /** Whether it depends on the candidate, rather than the other way round. */
  readonly dependent: boolean;
  readonly usual?: CitedDelay;
};

/** What makes the strength of a deviation; `less` of it is not the entity's own. */
export type SignInputs = {
  readonly symptom: Symptom;
  readonly kind: Deviating['kind'];
  readonly size: number;
  readonly less: number;
};

/** What a dependency passes on of a deviation: its own strength in the same symptom, or how surely it is broken. */
export type PassedOnInputs = {
  readonly symptom: Symptom;
  readonly strength: number;
  readonly from: {
    readonly entity: string;
    readonly distance: number;
    readonly trust: number;
    readonly strength: number;
    readonly broken: boolean;
  };
};

/** What the value of each term is made from. Plain JSON; times in milliseconds, entities and anomalies by their ids in the result. */
export type TermInputs = {
  /** The worst anomaly of each distinct series that counts, worst first. */
  readonly severity: { readonly anomalies: readonly CitedAnomaly[] };
  /** `standing` is what is left of its explaining others where it shows only what is usual for it. */
  readonly explains: CitedVictims & { readonly standing: number };
  /** No `cause`: nothing that it depends on failed before it. `share` is what is left where its own alerts are unusual. */
  readonly explained_by: {
    readonly cause?: CitedWay & {
      readonly severity: number;
      readonly later_ms: number;
      readonly usual?: CitedDelay;
    };
    readonly own_trouble: boolean;
    readonly share: number;
  };
  readonly direct_evidence: { readonly anomaly_id?: string; readonly symptom?: Symptom };
  /** When others began that it is tied to; of those that are not listed how many, and the sum of how far it came before them. */
  readonly onset: {
    readonly began: boolean;
    readonly ties: readonly CitedTie[];
    readonly cut?: { readonly entities: number; readonly sum: number };
  };
  readonly centrality: { readonly dependents: number };
  readonly silent: { readonly dependents: number; readonly affected: number; readonly maintained?: boolean };
  /** Epoch ms. */
  readonly maintenance: { readonly from: number; readonly until: number };
  readonly hearsay: { readonly stub: boolean; readonly entity_type: string };
  /** A heuristic rule, the anomaly of the candidate that it starts from and that of a victim, and how much later the former began. */
  readonly rule: {
    readonly rule: string;
    readonly cause_anomaly: string;
    readonly victim: CitedWay;
    readonly victim_anomaly: string;
    readonly later_ms: number;
  };
  /** Incidents that the history knows, how surprising its alerts are, and those of the most surprising entity. */
  readonly rarity: { readonly incidents: number; readonly surprise: number; readonly most: number };
  /** A change at a time, whose trouble began after it and when, and how long before it a change may lie. */
  readonly change: {
    readonly kind: Change['kind'];
    readonly summary: string;
    readonly at: number;
    readonly of: string;
    readonly onset: number;
    readonly window_ms: number;
  };
  /** How often it changed, and the parts that it depends on, the one nearest to it in that first. */
  readonly out_of_step: {
    readonly turns: number;
    readonly parts: readonly { readonly entity: string; readonly turns: number }[];
  };
  /** How long before an alarm it changed; null when it did not. */
  readonly just_before: { readonly ahead_ms: number | null };
  readonly deviation: SignInputs & {
    readonly entity: string;
    readonly metric: string;
    readonly at: number;
    readonly peer?: string;
  };
  readonly passed_on: PassedOnInputs;
  readonly deviation_by_hearsay: { readonly strength: number; readonly passed_on: number };
};

export type TermName = keyof TermInputs;
