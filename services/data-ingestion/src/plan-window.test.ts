import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { msToNs, planWindow, type Reach } from './plan-window.ts';

const reach: Reach = {
  lagMs: 30_000,
  stepMs: 15_000,
  maxWindowMs: 600_000,
  firstMs: 30_000,
  backfillMs: 3_600_000,
};
const NOON = Date.UTC(2026, 0, 27, 12);

describe('planWindow', () => {
  test('the newest 30 s are not asked for', () => {
    expect(planWindow(undefined, NOON + 7_000, reach)).toEqual({
      window: { from: msToNs(NOON - 60_000), to: msToNs(NOON - 30_000) },
    });
  });

  test('nothing is asked for while no new step can be trusted', () => {
    expect(planWindow(msToNs(NOON - 30_000), NOON + 14_999, reach)).toEqual({});
  });

  test('after an outage the windows are cut', () => {
    const { window } = planWindow(msToNs(NOON - 3_000_000), NOON, reach);
    expect(window).toEqual({ from: msToNs(NOON - 3_000_000), to: msToNs(NOON - 2_400_000) });
  });

  test('what lies further back than the backfill is given up, and said', () => {
    const { window, skipped } = planWindow(msToNs(NOON - 7_200_000), NOON, reach);
    expect(skipped).toEqual({ from: msToNs(NOON - 7_200_000), to: msToNs(NOON - 3_630_000) });
    expect(window?.from).toBe(skipped?.to);
  });

  test('a cursor of a clock that was set back does not silence the source', () => {
    const plan = planWindow(msToNs(NOON + 365 * 86_400_000), NOON, reach);
    expect(plan).toEqual({ window: { from: msToNs(NOON - 45_000), to: msToNs(NOON - 30_000) } });
  });

  test('windows follow each other without gap or overlap, whenever they are asked for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 400_000 }), { minLength: 1, maxLength: 60 }),
        (waits) => {
          let now = NOON;
          let cursor = msToNs(NOON - 60_000);
          for (const wait of waits) {
            now += wait;
            const { window, skipped } = planWindow(cursor, now, reach);
            expect(skipped).toBeUndefined();
            if (window === undefined) continue;
            expect(window.from).toBe(cursor);
            expect(window.to).toBeGreaterThan(window.from);
            expect(window.to).toBeLessThanOrEqual(msToNs(now - reach.lagMs));
            cursor = window.to;
            while (cursor < msToNs(now - 2 * reach.lagMs))
              cursor = planWindow(cursor, now, reach).window?.to ?? 0n;
          }
        },
      ),
    );
  });
});
