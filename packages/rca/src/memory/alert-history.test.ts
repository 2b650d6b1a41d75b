import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anomaly } from '../testing/anomaly.ts';
import { node } from '../testing/network.ts';
import {
  type Alert,
  type AlertHistory,
  emptyAlertHistory,
  historyLimits,
  learnIncident,
  surprisesIn,
} from './alert-history.ts';

const surpriseOf = (history: AlertHistory, one: Alert, counted = false) => surprisesIn(history, counted)(one);

const alert = (entity: string, metric: string): Alert => ({
  entity,
  message: anomaly(node('service', entity), { metric }),
});
const learned = (...incidents: readonly (readonly Alert[])[]) => {
  const history = emptyAlertHistory();
  for (const alerts of incidents) learnIncident(history, alerts);
  return history;
};
const times = (count: number, alerts: readonly Alert[]) => Array.from({ length: count }, () => alerts);
const sizeOf = (history: object) => JSON.stringify(history).length;

describe('an alert surprises', () => {
  test('more where the entity has shown it less often', () => {
    const history = learned(...times(9, [alert('web', 'errors'), alert('db', 'cpu')]), [
      alert('db', 'errors'),
    ]);
    expect(surpriseOf(history, alert('db', 'errors'))).toBeGreaterThan(
      surpriseOf(history, alert('web', 'errors')),
    );
  });
  test('less on an entity that never showed it when others often do', () => {
    const history = learned(...times(9, [alert('web', 'errors'), alert('db', 'cpu')]));
    expect(surpriseOf(history, alert('new', 'errors'))).toBeLessThan(
      surpriseOf(history, alert('new', 'fan')),
    );
  });
  test('less when it shares words with what the entity often shows', () => {
    const history = learned(...times(9, [alert('web', 'cpu_core_1')]));
    expect(surpriseOf(history, alert('web', 'cpu_core_2'))).toBeLessThan(
      surpriseOf(history, alert('web', 'memory_rss_total')),
    );
  });
  test('by −ln((seen + 2 × common) / (incidents + 2)) to the power 1.5, where common is the share of all entities', () => {
    const history = learned([alert('web', 'errors')], [alert('db', 'cpu')]);
    const common = 1.5 / 3;
    expect(surpriseOf(history, alert('web', 'errors'))).toBeCloseTo((-Math.log((1 + 2 * common) / 4)) ** 1.5);
  });
  test('hardly at all when it is always there', () => {
    expect(surpriseOf(learned(...times(5, [alert('web', 'errors')])), alert('web', 'errors'))).toBeLessThan(
      0.03,
    );
  });
  test('as if its own incident had not been counted, when it has been', () => {
    const before = learned(...times(3, [alert('web', 'errors'), alert('db', 'cpu')]));
    const after = structuredClone(before);
    const fan = alert('db', 'fan');
    learnIncident(after, [fan]);
    expect(surpriseOf(after, fan, true)).toBeGreaterThan(surpriseOf(after, fan));
    expect(surpriseOf(after, fan, true)).toBeGreaterThan(0.6 * surpriseOf(before, fan));
  });
});

describe('an incident is counted', () => {
  test('once for each word of an entity, however often and in whatever order it was shown', () => {
    const alerts = [
      alert('web', 'errors'),
      alert('db', 'cpu'),
      alert('web', 'errors'),
      alert('web', 'error_rate'),
    ];
    expect(learned(alerts)).toEqual(learned([...alerts].reverse()));
    expect(learned(alerts).words['#errors']).toBe(1);
    expect(learned(alerts)).toMatchObject({ incidents: 1, involvements: 2 });
  });
  test('the same after a restart', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.tuple(fc.string(), fc.string({ minLength: 1 }))), { maxLength: 20 }),
        (incidents) => {
          let restarted = emptyAlertHistory();
          const through = emptyAlertHistory();
          for (const pairs of incidents) {
            const alerts = pairs.map(([entity, metric]) => ({ entity, message: alert('x', metric).message }));
            learnIncident(through, alerts);
            restarted = JSON.parse(JSON.stringify(restarted));
            learnIncident(restarted, alerts);
          }
          expect(restarted).toEqual(through);
        },
      ),
      { numRuns: 50 },
    );
  });
  test('for entities that are called like properties of every object, too', () => {
    const history = JSON.parse(JSON.stringify(learned(...times(5, [alert('__proto__', 'constructor')]))));
    const odd = (metric: string) =>
      surpriseOf(history, { entity: '__proto__', message: alert('x', metric).message });
    expect(odd('constructor')).toBeLessThan(0.03);
    expect(odd('toString')).toBeGreaterThan(1);
    expect(Object.prototype).not.toHaveProperty('#constructor');
  });
});

describe('the memory', () => {
  test('forgets what was seen once long ago, and keeps what goes on', () => {
    const history = learned(
      [alert('db', 'fan')],
      ...times(historyLimits.incidents, [alert('web', 'errors')]),
    );
    expect(history.incidents).toBeLessThan(historyLimits.incidents);
    expect(history.words['#fan']).toBeUndefined();
    expect(history.entities).not.toHaveProperty('@db');
    expect(surpriseOf(history, alert('web', 'errors'))).toBeLessThan(0.1);
  });
  test('stays small when every alert is new', () => {
    const history = emptyAlertHistory();
    for (let n = 0; n < 30; n++) {
      learnIncident(
        history,
        Array.from({ length: 200 }, (_, k) => alert(`entity-${n}-${k}`, `metric${n}x${k}`)),
      );
      expect(sizeOf(history)).toBeLessThan(1_000_000);
    }
    const counts = [history.words, ...Object.values(history.entities)].map(
      (words) => Object.keys(words).length,
    );
    expect(counts.reduce((a, b) => a + b)).toBeLessThanOrEqual(historyLimits.counts);
  });
});
