import { startBrowser, type TestBrowser, type WatchedPage } from '@aiops/console/testing';
import type { RcaResult } from '@aiops/contracts';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { pageWorld } from './page-world.ts';

export type PageWorld = Awaited<ReturnType<typeof pageWorld>>;

/** A browser for the tests of a file; what each of them opens is closed after it. */
export function pageTests() {
  let browser: TestBrowser;
  const open: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterEach(async () => {
    for (const thing of open.splice(0).reverse()) await thing.close();
  });
  afterAll(() => browser.close());
  return {
    async startWorld(...given: Parameters<typeof pageWorld>): Promise<PageWorld> {
      const world = await pageWorld(...given);
      open.push(world);
      return world;
    },
    async show(url: string, options: Parameters<TestBrowser['open']>[1] = {}): Promise<WatchedPage> {
      const watched = await browser.open(url, options);
      open.push(watched);
      return watched;
    },
  };
}

/** Logs in by the dialog, as a person would. */
export async function logIn({ page }: WatchedPage, token: string): Promise<void> {
  await page.getByRole('button', { name: 'Log in' }).first().click();
  await page.getByLabel('Token', { exact: true }).fill(token);
  await page.getByLabel('Token', { exact: true }).press('Enter');
  await page.getByRole('button', { name: 'Log out' }).waitFor();
}

/** An incident that the API has learned of. */
export async function put(world: PageWorld, rest: Partial<RcaResult> = {}): Promise<void> {
  await world.store(rest);
  await world.api.refresh();
}
