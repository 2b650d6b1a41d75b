/** A series of a group that breaks the rule, by its last sample. Plain JSON, part of the state. */
export interface GroupMember {
  readonly at: number;
  readonly value: number;
  /** What it was expected to be, where somebody knows. */
  readonly expected: number | null;
  readonly excess: number;
}

/** How long a rule has been broken without a break. Plain JSON, part of the state. */
export interface RuleSpan {
  since: number;
  /** Event time of the last sample that it saw. */
  last: number;
  firing: boolean;
  /** Since when the value is back, while the rule still fires; null while it is not. */
  clearedAt: number | null;
  /** Only for rules with `per`: the series that break the rule now, by a hash of their key. */
  members?: Record<string, GroupMember>;
}

/** Spans by the id of their rule. */
export type RuleSpans = Record<string, RuleSpan>;
