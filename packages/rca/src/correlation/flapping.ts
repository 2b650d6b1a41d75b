import { formatTimestamp, type RcaResult } from '@aiops/contracts';
import type { Flapping, Incident, LifecycleOptions } from './incident-state.ts';
import { endOf } from './membership.ts';

/** So often must an incident come back within a span of {@link spanOf} to be called flapping. */
const FLAPPING_FROM = 3;
/** Returns that are remembered: each beyond the first three doubles the quiet time, so twice is the most. */
const KEPT = FLAPPING_FROM + 2;

/** Notes that an incident came back. */
export function noteReturn(incident: Incident, at: number, options: LifecycleOptions): void {
  const earlier = recent(incident, at, options);
  const known = earlier.length === 0 ? undefined : incident.flapping;
  const { times, since } = known ?? { times: 0, since: at };
  incident.flapping = { times: times + 1, since };
  incident.returns = [...earlier, at].slice(-KEPT);
}

/**
 * The same for one that is open and would have been over by `at` if flapping did not keep it open. Called when firing is heard of,
 * before that enters the incident.
 */
export function noteHeldReturn(incident: Incident, at: number, options: LifecycleOptions): void {
  if (incident.phase === 'open' && endOf(incident, options.resolveAfterMs) < at)
    noteReturn(incident, at, options);
}

/** The field of a result about an incident that keeps coming back; none about others. */
export function flappingField(incident: Incident): Pick<RcaResult, 'flapping'> {
  const flapping = flappingOf(incident);
  return flapping === undefined
    ? {}
    : { flapping: { times: flapping.times, since: formatTimestamp(flapping.since) } };
}

/** The same as a sentence, or none. */
export function flappingTexts(incident: Incident): string[] {
  const flapping = flappingOf(incident);
  if (flapping === undefined) return [];
  const { times, since } = flapping;
  return [
    `It is flapping: it came back ${times} times since ${formatTimestamp(since)}, and is over only when it was quiet for longer than usual.`,
  ];
}

function flappingOf({ flapping, returns = [] }: Incident): Flapping | undefined {
  return returns.length >= FLAPPING_FROM ? flapping : undefined;
}

/**
 * How long (ms) an incident must be quiet to be over, when something was heard of it `at`: `resolve_after`; when it is flapping, as long
 * as the longest quiet after which an anomaly could reopen it, doubled with every further return, twice at most. When it has not come
 * back for a whole span it counts as any other.
 */
export function quietTime(incident: Incident, at: number, options: LifecycleOptions): number {
  if (incident.returns === undefined) return options.resolveAfterMs;
  incident.returns = recent(incident, at, options);
  const excess = incident.returns.length - FLAPPING_FROM;
  return excess < 0 ? options.resolveAfterMs : longestGap(options) * 2 ** excess;
}

function recent({ returns = [] }: Incident, at: number, options: LifecycleOptions): number[] {
  return returns.filter((time) => time >= at - spanOf(options));
}

/** The time (ms) within which returns count together: three of the slowest fit in it. */
function spanOf(options: LifecycleOptions): number {
  return (FLAPPING_FROM + 1) * longestGap(options);
}

/** The longest quiet (ms) after which an anomaly still reopens an incident. */
function longestGap({ resolveAfterMs, windowMs }: LifecycleOptions): number {
  return resolveAfterMs + windowMs;
}
