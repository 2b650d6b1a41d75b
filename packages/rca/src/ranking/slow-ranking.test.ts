import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareText } from '../compare-text.ts';
import { round4 } from '../rounding.ts';
import { randomIncident } from '../testing/random-incident.ts';
import { groundsOf } from './grounds.ts';
import { rank } from './rank.ts';
import { felt } from './terms/term-values.ts';
import { orderCredit, precedence } from './ties/onset-order.ts';

const DEPTH = 4;

test('the ranking is that of looking at every pair of entities, without numbers prepared, bounds or orders', () => {
  let told = 0;
  fc.assert(
    fc.property(randomIncident, ({ members, index, background }) => {
      const { findings, rarityOf, alarms } = groundsOf(members, index, DEPTH, background);
      const { ranked } = rank(members, index, DEPTH, background);
      if (index === undefined || alarms !== undefined) return;
      const reaches = new Map([...findings.keys()].map((id) => [id, index.upstream(id, DEPTH)]));
      for (const { suspect, candidate } of ranked) {
        const { entity, finding } = suspect;
        const termOf = (name: string) => candidate.terms.find((term) => term.name === name)?.value;
        const victims = [...findings.values()].filter((one) => reaches.get(one.entity)?.has(entity));
        const sum = victims.reduce((total, one) => total + felt(reaches.get(one.entity)!.get(entity)!), 0);
        const { standing, excusable } = rarityOf(entity);
        expect(termOf('explains')).toBeCloseTo((standing * sum) / (sum + 1), 3);
        if (finding === undefined) continue;
        told += 1;
        const causes = [...findings.values()].filter((one) => reaches.get(entity)?.has(one.entity));
        const most = Math.max(
          0,
          ...causes.map((cause) => {
            const reaching = cause.severity * felt(reaches.get(entity)!.get(cause.entity)!);
            const credit = orderCredit(finding.onset - cause.onset, undefined);
            return round4(reaching * credit * (finding.ownTrouble ? 0.5 : 1));
          }),
        );
        expect(termOf('explained_by')).toBeCloseTo(most * excusable, 3);
        const tied = [...causes, ...victims];
        const before = tied.map((one) => precedence(one.onset - finding.onset, true, undefined));
        const mean = before.reduce((total, value) => total + value, 0) / before.length;
        expect(termOf('onset')).toBeCloseTo(tied.length === 0 ? 0.5 : mean, 3);
      }
      const order = [...ranked].sort(
        (a, b) => b.candidate.score - a.candidate.score || compareText(a.suspect.entity, b.suspect.entity),
      );
      expect(ranked.map(({ suspect }) => suspect.entity)).toEqual(order.map(({ suspect }) => suspect.entity));
    }),
    { numRuns: 150 },
  );
  expect(told).toBeGreaterThan(50);
});
