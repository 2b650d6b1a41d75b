import { startBrowser, type TestBrowser } from '@aiops/console/testing';
import { type Topology, topics } from '@aiops/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageWorld } from '../testing/page-world.ts';
import { sampleAnomaly } from '../testing/sample-incident.ts';

/** A map of six hundred servers behind thirty switches and a core. */
function largeMap(): Topology {
  const device = (name: string, tier: string) => ({
    id: `urn:${name}`,
    kind: 'device' as const,
    name,
    type: tier === 'server' ? 'server' : 'switch',
    site: 'lab',
    tier,
  });
  const cable = (from: string, to: string) => ({
    from: `urn:${from}`,
    to: `urn:${to}`,
    kind: 'connects_to' as const,
    source: 'test',
    criticality: 1,
  });
  const racks = Array.from({ length: 30 }, (_, rack) => `rack-sw-${rack}`);
  const servers = racks.flatMap((rack, number) =>
    Array.from({ length: 20 }, (_, at) => ({ rack, name: `server-${number * 20 + at}` })),
  );
  return {
    version: 'v1',
    as_of: '2026-01-27T12:00:00.000Z',
    nodes: [
      device('core', 'core'),
      ...racks.map((name) => device(name, 'access')),
      ...servers.map(({ name }) => device(name, 'server')),
    ],
    edges: [
      ...racks.map((rack) => cable(rack, 'core')),
      ...servers.map(({ rack, name }) => cable(name, rack)),
    ],
  };
}

let browser: TestBrowser;
let world: Awaited<ReturnType<typeof pageWorld>>;
beforeAll(async () => {
  browser = await startBrowser();
  world = await pageWorld({ topology: { current: () => ({ topology: largeMap(), status: 'ok' }) } });
  await world.store({ incident_id: 'i1' });
  const samples = Array.from({ length: 40 }, (_, at): [number, number] => [1_769_515_200 + at * 15, at % 7]);
  const expected = { lower: 0, mid: 3, upper: 5 };
  const value = sampleAnomaly('server-1', 'server', 'cpu', 60, { samples, expected });
  await world.publish([{ topic: topics.anomalies, key: 'a', id: 'a', value }]);
  const as = 'operator';
  await world.api.refresh();
  await world.ask('POST', '/runs', { as, body: { runbook: 'clear-cache', incident: 'i1' } });
  const mute = { match: { entity: 'nas-*' }, until: '2026-02-01T00:00:00Z', reason: 'The weekly backup' };
  await world.ask('POST', '/mutes', { as, body: mute });
  await world.api.refresh();
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

/** What each view shows once it is there. */
const SEEN = {
  runbooks: 'clear-cache',
  'topology?node=urn%3Arack-sw-1': 'rack-sw-1',
  anomalies: 'server-1',
  mutes: 'The weekly backup',
  health: 'loop',
} as const;

test.each(
  Object.entries(SEEN).flatMap(([path, text]) =>
    (['en-US', 'zh-CN'] as const).map((locale) => [path, locale, text] as const),
  ),
)(
  '%s in %s fits 360, 1280 and 3840 px and keeps nobody out',
  { timeout: 90_000 },
  async (path, locale, text) => {
    for (const width of [360, 1280, 3840]) {
      const watched = await browser.open(world.page(path), { width, height: 900, locale });
      const { page } = watched;
      await page.getByText(text).locator('visible=true').first().waitFor();
      await page.waitForTimeout(300);
      await watched.picture(`${path.split('?')[0]}-${locale}-${width}`);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(await watched.barriers()).toEqual([]);
      // What the test server has no answer for is told in words, and in the console by the browser.
      expect(watched.complaints.filter((complaint) => !complaint.includes('404'))).toEqual([]);
      await watched.close();
    }
  },
);

test('the runbook that an alert links to is open', async () => {
  const { page, close } = await browser.open(world.page('runbooks?runbook=clear-cache'));
  await page.locator('details[open]').getByText('df -h').waitFor();
  await close();
});
