import { startBrowser, type TestBrowser } from '@aiops/console/testing';
import { topics } from '@aiops/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { largeMap } from '../testing/large-map.ts';
import { pageWorld } from '../testing/page-world.ts';
import { sampleAnomaly } from '../testing/sample-incident.ts';

let browser: TestBrowser;
let world: Awaited<ReturnType<typeof pageWorld>>;
beforeAll(async () => {
  browser = await startBrowser();
  world = await pageWorld({ topology: { current: () => ({ topology: largeMap(30, 20), status: 'ok' }) } });
  await world.store({ incident_id: 'i1' });
  await world.store({ incident_id: 'i2', status: 'resolved', conclusive: false });
  countTraffic(world);
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

/** What a fleet under load counts, with lines that wait and lines that could not be read. */
function countTraffic({ metrics }: Awaited<ReturnType<typeof pageWorld>>): void {
  const service = 'root-cause-analysis';
  metrics.consumed.inc({ service, topic: topics.anomalies }, 48_211);
  metrics.consumed.inc({ service: 'anomaly-detection', topic: topics.metrics }, 1_204_332);
  metrics.lag.set({ service, topic: topics.anomalies, partition: '0' }, 12_345);
  metrics.deadLetters.inc({ service, topic: topics.anomalies, reason: 'no JSON: <b>unexpected</b> end' }, 3);
}

const LOADING = { 'en-US': 'Loading…', 'zh-CN': '正在加载…' } as const;

/** What each view shows once it is there. */
const SEEN = {
  incidents: 'rack-sw-1',
  'incidents/i1': 'rack-sw-1',
  runbooks: 'clear-cache',
  'topology?node=urn%3Arack-sw-1': 'rack-sw-1',
  anomalies: 'server-1',
  mutes: 'The weekly backup',
  health: 'anomaly-detection',
} as const;

test.each(
  Object.entries(SEEN).flatMap(([path, text]) =>
    (['en-US', 'zh-CN'] as const).map((locale) => [path, locale, text] as const),
  ),
)(
  '%s in %s fits 360, 1280 and 3840 px, light and dark, and keeps nobody out',
  { timeout: 120_000 },
  async (path, locale, text) => {
    for (const width of [360, 1280, 3840]) {
      const height = width > 3_000 ? 2_160 : 900;
      const watched = await browser.open(world.page(path), { width, height, locale });
      const { page } = watched;
      await page.getByText(text).locator('visible=true').first().waitFor();
      await page.locator('main').getByText(LOADING[locale]).first().waitFor({ state: 'detached' });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await watched.picture(`${path.split('?')[0]?.replace('/', '-')}-${locale}-${width}-${colorScheme}`);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        expect(await watched.barriers()).toEqual([]);
      }
      expect(watched.complaints).toEqual([]);
      await watched.close();
    }
  },
);

test('the runbook that an alert links to is open', async () => {
  const { page, close } = await browser.open(world.page('runbooks?runbook=clear-cache'));
  const library = page.getByRole('region', { name: 'What there is' });
  await library.locator('details[open]').getByText('df -h', { exact: true }).waitFor();
  expect(await library.locator('details[open]').count()).toBe(1);
  await close();
});
