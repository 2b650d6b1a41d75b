import type { CitedDelay } from '../terms/term-inputs.ts';

/** Onsets closer than this cannot be told apart: metrics are sampled, logs are counted in windows. */
const ONSET_TOLERANCE_MS = 60_000;
/** What is left of an order that is not sure: the cause began later, but within the tolerance, or not as it usually does. */
const UNSURE_ORDER = 0.6;

/**
 * How far (0…1) the onsets of a dependency and what depends on it let the one explain the other, `delay` (ms) being that of the dependent
 * after the cause. Fully in the usual order, when that is known, else when the cause began no later.
 */
export function orderCredit(delay: number, learned: CitedDelay | undefined): number {
  if (learned !== undefined && isUsual(delay, learned)) return 1;
  if (delay < -ONSET_TOLERANCE_MS) return 0;
  return delay < 0 || learned !== undefined ? UNSURE_ORDER : 1;
}

/**
 * How far (0…1) a suspect came before something that it is tied to, which began `lead` (ms) after it and depends on it, or it on that. In
 * the usual order the dependency did, whatever the clocks say; in an order that contradicts it, it is less sure.
 */
export function precedence(lead: number, isDependent: boolean, learned: CitedDelay | undefined): number {
  const before = lead === 0 ? 0.5 : Number(lead > 0);
  if (learned === undefined) return before;
  if (isUsual(isDependent ? lead : -lead, learned)) return hasOrder(learned) ? Number(isDependent) : before;
  return 0.5 + UNSURE_ORDER * (before - 0.5);
}

/** What is usual, in words that go on after what happened; empty where nothing is known. */
export function usualText(learned: CitedDelay | undefined): string {
  if (learned === undefined) return '';
  const seconds = Math.round(learned.usual_ms / 1000);
  const when =
    seconds === 0 ? 'at the same time' : `${Math.abs(seconds)} s ${seconds > 0 ? 'later' : 'earlier'}`;
  return `; its own failure is usually ${when}`;
}

/** Whether the usual delay is more than what it varies by: neighbours that usually fail at the same time tell no order. */
function hasOrder({ usual_ms, tolerance_ms }: CitedDelay): boolean {
  return Math.abs(usual_ms) > tolerance_ms;
}

function isUsual(delay: number, { usual_ms, tolerance_ms }: CitedDelay): boolean {
  return Math.abs(delay - usual_ms) <= tolerance_ms;
}
