import { startBrowser, type TestBrowser } from '@aiops/console/testing';
import { topics } from '@aiops/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deadLetter } from '../testing/dead-letter.ts';
import { pageWorld } from '../testing/page-world.ts';

let browser: TestBrowser;
let world: Awaited<ReturnType<typeof pageWorld>>;
beforeAll(async () => {
  browser = await startBrowser();
  world = await pageWorld();
  await world.bus.publish(
    Array.from({ length: 25 }, (_, number) => deadLetter(`<img src=x onerror=alert(${number})>`)),
  );
});
afterAll(async () => {
  await world.close();
  await browser.close();
});

test('what could not be processed is read, and processed again by whoever may', async () => {
  const watched = await browser.open(world.page('health'));
  const { page, complaints } = watched;
  const letters = page.locator('.letter');
  const [newest] = [letters.first()];
  await newest.waitFor();
  expect(await letters.count()).toBe(20);
  await newest.getByText('What 0-24 says').click();
  await newest.locator('pre').getByText('onerror=alert(24)').waitFor();
  expect(await page.locator('#app img').count()).toBe(0);
  expect(await newest.getByRole('button', { name: 'Process again' }).getAttribute('aria-disabled')).toBe(
    'true',
  );

  await page.getByRole('button', { name: 'Log in' }).first().click();
  await page.getByLabel('Token', { exact: true }).fill(world.token('operator'));
  await page.getByLabel('Token', { exact: true }).press('Enter');
  await page.getByRole('button', { name: 'Log out' }).waitFor();
  await newest.getByRole('button', { name: 'Process again' }).click();
  await newest.getByText('Published again by operator').waitFor();
  const written = await world.bus.extent(topics.metrics);
  expect(written.reduce((sum, { next }) => sum + next, 0)).toBe(1);

  await page.getByRole('button', { name: 'Show older ones' }).click();
  await page.getByText('What 0-0 says').waitFor();
  expect(await watched.barriers()).toEqual([]);
  await watched.picture('dead-letters');
  // The test server has no /metrics, which the browser tells.
  expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([]);
  await watched.close();
});
