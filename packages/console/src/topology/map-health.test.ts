import { expect, test } from 'vitest';
import { sampleSummary } from '../testing/sample-summary.ts';
import { mapHealth } from './map-health.ts';

const node = (id: string, name: string, site: string) => ({ id, name, site, kind: 'device', type: 'server' });
const nodes = [node('a', 'web-1', 'lab'), node('b', 'web-1', 'demo'), node('c', 'tor-1', 'demo')];

test('cause and affected are told apart, and whoever is both is the cause', () => {
  const health = mapHealth({ nodes }, [
    sampleSummary({ id: '1', cause: 'tor-1', entities: ['web-1', 'tor-1'], domain: 'demo' }),
    sampleSummary({ id: '2', cause: 'web-1', entities: ['tor-1'], domain: 'demo' }),
  ]);
  expect([...health]).toEqual([
    ['c', { role: 'cause', incidents: ['1', '2'] }],
    ['b', { role: 'cause', incidents: ['1', '2'] }],
  ]);
});

test('without one of its own domain all of the name are meant', () => {
  const health = mapHealth({ nodes }, [
    sampleSummary({ cause: null, entities: ['web-1', '__proto__'], domain: 'elsewhere' }),
  ]);
  expect([...health.keys()]).toEqual(['a', 'b']);
});

test('what is over leaves the map well', () => {
  expect(mapHealth({ nodes }, [sampleSummary({ state: 'closed', cause: 'tor-1' })]).size).toBe(0);
});
