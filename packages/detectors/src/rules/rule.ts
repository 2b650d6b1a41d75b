import type { Severity } from '@aiops/contracts';

/** How a value is compared with a threshold, or with a range (`outside`, `inside`). */
export type Comparison =
  | 'above'
  | 'below'
  | 'at_least'
  | 'at_most'
  | 'equal'
  | 'not_equal'
  | 'outside'
  | 'inside';

/** From this threshold on, an anomaly of the rule has this severity. */
export interface RuleLevel {
  readonly threshold: number;
  readonly severity: Severity;
}

/**
 * A rule over the samples of one metric, with the names that it has in the configuration. Exactly one of these says when
 * a value breaks it: a threshold, a range, or, without either, its deviation from what was expected. Times are
 * milliseconds of event time.
 */
export interface Rule {
  readonly name: string;
  readonly metric: string;
  /** Undefined for a rule without threshold and range that minds deviations to both sides. */
  readonly comparison?: Comparison | undefined;
  /** Where there are levels, that of the mildest. */
  readonly threshold?: number | undefined;
  /** Lower and upper edge; both belong to the inside. */
  readonly range?: readonly [number, number] | undefined;
  /** How long the rule must be broken before it fires. */
  readonly hold: number;
  /** Label → the values it may have; `*` in a value stands for any text. All of the labels have to fit. */
  readonly labels?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Set: all series of an entity with the same values of these labels have one span, and the worst of them counts. */
  readonly per?: readonly string[] | undefined;
  /** A firing rule ends only when the value has come back across this. */
  readonly clear?: number | undefined;
  /** For how long it must have come back before the rule ends; at once unless set. */
  readonly clear_hold?: number | undefined;
  /** Smallest distance from the expected value, in the unit of the metric and as a share of that value. */
  readonly min_deviation?: number | undefined;
  readonly min_relative_deviation?: number | undefined;
  /** One for all, or levels from the mildest to the worst. */
  readonly severity: Severity | readonly RuleLevel[];
  /** What it means when the rule fires, in the words of who wrote it. */
  readonly summary?: string | undefined;
}
