import type { Topology } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { logIn, pageTests, put } from '../testing/page-tests.ts';
import { pageWorld } from '../testing/page-world.ts';

const { startWorld, show } = pageTests();

/** Each view, what it asks for first, what it says when there is nothing, and when it cannot be had. */
const VIEWS = [
  ['incidents', '/api/v1/incidents?*', 'No incidents', 'The list could not be loaded'],
  ['incidents/i1', '/api/v1/incidents/i1', 'There is no such incident', 'The incident could not be loaded'],
  ['runbooks', '/api/v1/runs?*', 'No runs', 'The runs could not be loaded'],
  ['topology', '/api/v1/topology', 'There is no network map', 'The network map could not be loaded'],
  ['anomalies', '/api/v1/anomalies?*', 'No anomalies', 'The anomalies could not be loaded'],
  ['mutes', '/api/v1/mutes', 'None. Add one below', 'The mutes could not be loaded'],
  ['health', '/api/v1/health', 'None since this process began', 'The health could not be asked for'],
] as const;

const PROBLEM = { type: 'about:blank', title: 'Away', status: 503, detail: 'The store does not answer.' };

test.each(VIEWS)(
  '%s says that it loads, what to do when it cannot, and that there is nothing',
  async (path, asked, empty, failed) => {
    const world = await startWorld({ runbooks: () => [] });
    let isHeld = true;
    let answer: () => void = () => {};
    const released = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const watched = await show(world.page(path), {
      prepare: (page) =>
        page.route(`**${asked}`, async (route) => {
          if (!isHeld) return route.continue();
          await released;
          return route.fulfill({ status: 503, json: PROBLEM, contentType: 'application/problem+json' });
        }),
    });
    const { page } = watched;
    await page.locator('main').getByText('Loading…').first().waitFor();
    answer();
    const notice = page.getByRole('alert').filter({ hasText: failed });
    await notice.getByText('The service said: The store does not answer.').waitFor();
    await watched.picture(`failed-${path.replace('/', '-')}`);
    expect(await watched.barriers()).toEqual([]);
    isHeld = false;
    const again = notice.getByRole('button', { name: 'Try again' });
    if (await again.isVisible()) await again.click();
    else await notice.getByText('It is tried again by itself.').waitFor();
    await page.getByText(empty).first().waitFor();
    await notice.waitFor({ state: 'detached' });
    await watched.picture(`empty-${path.replace('/', '-')}`);
    expect(await watched.barriers()).toEqual([]);
  },
);

test('a part of an incident that cannot be had says so, and the others are there', async () => {
  const world = await startWorld();
  await put(world, { incident_id: 'i1' });
  const watched = await show(world.page('incidents/i1'), {
    prepare: (page) =>
      page.route(/\/api\/v1\/(topology|runbooks|runs|anomalies|actions)\b/, (route) =>
        route.fulfill({ status: 503, json: PROBLEM, contentType: 'application/problem+json' }),
      ),
  });
  const { page } = watched;
  await page.getByRole('heading', { level: 1, name: /rack-sw-1/ }).waitFor();
  for (const title of [
    'The network around it could not be loaded',
    'The runbooks could not be loaded',
    'The runs could not be loaded',
    'The series could not be loaded',
    'Earlier verdicts could not be loaded',
  ])
    await page
      .getByRole('alert')
      .filter({ hasText: title })
      .getByRole('button', { name: 'Try again' })
      .waitFor();
  await page.locator('.lane').nth(2).waitFor();
  await page.unroute(/\/api\/v1\/(topology|runbooks|runs|anomalies|actions)\b/);
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await page.getByRole('button', { name: 'Dry run' }).waitFor();
  await page.getByRole('alert').first().waitFor({ state: 'detached' });
});

test.each(VIEWS.map(([path]) => path))(
  '%s says when the connection is lost, since when, and what to do',
  async (path) => {
    const world = await pageWorld();
    await put(world, { incident_id: 'i1' });
    // The list is asked for when the stream stands: before that there is no connection that could be lost.
    let isConnected: Promise<unknown> | undefined;
    const watched = await show(world.page(path), {
      async prepare(page) {
        isConnected = page.waitForResponse(/incidents\?limit=/);
      },
    });
    const { page } = watched;
    await page.locator('main').getByText('Loading…').first().waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1 }).waitFor();
    await isConnected;
    await world.close();
    const banner = page.getByRole('alert').filter({ hasText: 'No connection' });
    await banner.getByText(/check that the service runs/).waitFor();
    await banner.getByText(/The connection was lost: .*just now/).waitFor();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await watched.barriers()).toEqual([]);
    await watched.picture(`lost-${path.replace('/', '-')}`);
  },
);

test('what is asked while the service is away is told in words, not as an error of the browser', async () => {
  const world = await startWorld();
  const watched = await show(world.page('mutes'));
  const { page } = watched;
  await page.getByText('None. Add one below').waitFor();
  await logIn(watched, world.token('operator'));
  await page.route('**/api/v1/**', (route) => route.abort());
  await page.getByRole('link', { name: 'Topology' }).click();
  await page
    .getByRole('alert')
    .getByText(/The service does not answer/)
    .waitFor();
  expect(await page.locator('main').textContent()).not.toContain('Failed to fetch');
});

test('a map that may be old says so', async () => {
  const node = { id: 'urn:a', kind: 'device' as const, name: 'core-1', type: 'switch', site: 'lab' };
  const topology: Topology = { version: 'v1', as_of: '2026-01-27T12:00:00.000Z', nodes: [node], edges: [] };
  const world = await startWorld({ topology: { current: () => ({ topology, status: 'stale' }) } });
  const { page } = await show(world.page('topology'));
  await page.getByRole('alert').getByText('The map may be out of date').waitFor();
});

test('filters that nothing fits say so, and can be taken back', async () => {
  const world = await startWorld();
  const { page } = await show(world.page('anomalies?metric=none'));
  await page.getByText('None fits the filters').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByText('No anomalies', { exact: true }).waitFor();
  expect(new URL(page.url()).search).toBe('');
});
