import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type RcaResult, rcaResultSchema } from '@aiops/contracts';
import { recompute } from '@aiops/rca';
import { expect, test } from 'vitest';
import { outage, play } from './testing/scenario.ts';

const golden = new URL('../../../packages/fleet/src/golden/rack-uplink.results.jsonl', import.meta.url);

/** Each result states what its own evidence gives, and nothing else. */
function expectSound(results: readonly RcaResult[]) {
  for (const result of results) {
    const { candidates, differences } = recompute(rcaResultSchema.parse(JSON.parse(JSON.stringify(result))));
    expect(differences).toEqual([]);
    expect(candidates.map(({ score, confidence }) => [score, confidence])).toEqual(
      result.root_cause.candidates.map(({ score, confidence }) => [score, confidence]),
    );
  }
}

test('the results of an outage, from its beginning to its end, can be computed again', () => {
  const results = play(outage({ ended: 200 }));
  expect(results).toHaveLength(2);
  expectSound(results);
});

test('so can those of the recorded outage of the whole fleet', () => {
  const lines = readFileSync(fileURLToPath(golden), 'utf8').trim().split('\n');
  expect(lines.length).toBeGreaterThan(0);
  expectSound(lines.map((line) => JSON.parse(line) as RcaResult));
});
