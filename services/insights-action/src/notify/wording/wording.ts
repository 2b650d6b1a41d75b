import type { Severity } from '@aiops/contracts';
import type { Change } from '../told.ts';

/** How sure the fleet is of a cause. */
export type Certainty = 'strong' | 'fair' | 'weak';

/** All that messages say, in one language. Names and numbers are given; what comes from outside is already harmless. */
export interface Wording {
  readonly severity: Readonly<Record<Severity, string>>;
  /** What happened, in a word or two. */
  readonly change: Readonly<Record<Change, string>>;
  readonly certainty: Readonly<Record<Certainty, string>>;
  /** What stands between two sentences. */
  readonly between: string;
  /** For incidents that the built-in scenario made up. */
  readonly simulated: string;
  /** The line that a person sees first. `about` is the cause, or the device that showed it first. */
  title(change: string, severity: string, about: string, certain: boolean): string;
  /** Cause and effect in a sentence. */
  cause(name: string, effects: readonly string[], more: number): string;
  /** As long as no cause is certain. `guess` is the best candidate. */
  noCause(guess: string | undefined, affected: readonly string[], more: number): string;
  confidence(words: string, percent: number): string;
  changedFrom(before: string): string;
  flapping(times: number): string;
  ended(span: string): string;
  mergedInto(incident: string): string;
  suggested(runbooks: readonly string[]): string;
  readonly facts: Readonly<
    Record<
      'severity' | 'cause' | 'confidence' | 'affected' | 'began' | 'ended' | 'runbooks' | 'incident',
      string
    >
  >;
  readonly links: Readonly<Record<'incident' | 'grafana', string>>;
  /** A span of time, in milliseconds. */
  span(ms: number): string;
  list(names: readonly string[], more: number): string;
  readonly none: string;
}
