import { expect, test } from 'vitest';
import { createTopologyIndex } from '../network/topology-index.ts';
import { sighting } from '../testing/anomaly.ts';
import { twoRacks } from '../testing/network.ts';
import { fullRanking } from './full-ranking.ts';
import { rank } from './rank.ts';

const { tors, servers, topology } = twoRacks();
const index = createTopologyIndex(topology);
const [tor] = tors;
const [rack = []] = servers;
const members = [
  ...rack.map((server, place) => sighting(server, { at: 20 + place, score: 6 })),
  sighting(tor!, { metric: 'link_down', score: 2 }),
];

test('the full ranking names every suspect in the order of the ranking, and how sure the first is', () => {
  const { ranking, confidence } = fullRanking(members, index, 5, 'ok');
  const { ranked } = rank(members, index, 5);
  expect(ranking.length).toBeGreaterThan(6);
  expect(ranking).toEqual(
    ranked.map(({ candidate: { entity_id, score } }) => ({ entity: entity_id, score })),
  );
  expect(ranking[0]!.entity).toBe(tor!.id);
  expect(confidence).toBeGreaterThan(0.5);
  expect(fullRanking(members, index, 5, 'stale').confidence).toBeLessThan(confidence);
  expect(fullRanking([], index, 5, 'ok')).toEqual({ ranking: [], confidence: 0 });
});
