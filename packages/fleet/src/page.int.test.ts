import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBrowser, type TestBrowser } from '@aiops/console/testing';
import { type RcaResult, topics } from '@aiops/contracts';
import { encode } from '@aiops/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FleetInMemory, startFleetInMemory } from './testing/fleet-in-memory.ts';
import { readMessages } from './testing/read-topic.ts';

const TOKEN = 'token-of-anna-the-approver';
const RUNBOOK = `
name: look_at_link
description: Looks at the switch.
version: 1.0.0
conditions: { metric_name: link_down }
target: this_host
parameters:
  device: { type: string, pattern: '^[a-z0-9-]+$', from: entity_name }
steps:
  - { name: Look, type: command, argv: [echo, '<b>looking at</b>', '\${device}'], risk: read_only }
`;

let folder: string;
let browser: TestBrowser;
let running: FleetInMemory | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aiops-page-'));
  await writeFile(join(folder, 'look_at_link.yml'), RUNBOOK);
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await running?.lifecycle.stop();
  await rm(folder, { recursive: true });
});

test('the built-in scenario, from quiet to resolved, on the page alone', { timeout: 240_000 }, async () => {
  running = await startFleetInMemory({
    settings: {
      insights_action: {
        runbooks: { directory: folder, audit_file: join(folder, 'audit', 'actions.jsonl') },
      },
    },
  });
  const { fleet, bus } = running;
  fleet.addToken({ name: 'anna', role: 'approver' }, TOKEN);
  const watched = await browser.open(`${fleet.apiUrl}/ui/`);
  const { page, complaints } = watched;
  const link = page.getByRole('link', { name: /tor-r12/ });
  // The scenario does not wait for a browser: on a busy machine it may have begun before the page is there.
  await page.getByText('No incidents', { exact: true }).or(link).first().waitFor();
  await link.waitFor({ timeout: 120_000 });
  await watched.picture('scenario-list');
  await link.click();
  await page.getByRole('heading', { level: 1, name: /tor-r12.*affects/ }).waitFor();
  await page.locator('.lane').nth(6).waitFor({ timeout: 60_000 });
  expect(await page.locator('.lane').first().textContent()).toContain('tor-r12');
  expect(await page.locator('.node-cause').count()).toBe(1);
  expect(await page.locator('.edge-path').count()).toBe(6);
  await page.locator('figure').nth(3).scrollIntoViewIfNeeded();
  await page.locator('.chart canvas').nth(3).waitFor();
  await page.getByPlaceholder('Find by name').fill('web-0');
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await page.locator('.lane-selected button').getByText('web-01').waitFor();

  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByLabel('Token', { exact: true }).fill(TOKEN);
  await page.getByLabel('Token', { exact: true }).press('Enter');
  await page.getByRole('button', { name: 'Dry run' }).click();
  await page.getByText('A run would do exactly this; nothing was done').waitFor();
  await page.getByRole('button', { name: 'Request a run' }).click();
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('button', { name: 'Run it now' }).click();
  await page.locator('.run-done').getByText('<b>looking at</b> tor-r12').waitFor();
  await watched.picture('scenario-run');

  const results = await readMessages(bus, topics.rcaResults);
  const { value: newest } = results.filter(({ value }) => (value as RcaResult).domain === 'demo').at(-1) as {
    value: RcaResult;
  };
  const resolved: RcaResult = {
    ...newest,
    revision: (newest.revision ?? 1) + 100,
    status: 'resolved',
    ended_at: newest.timestamp,
  };
  await bus.publish([encode({ topic: topics.rcaResults, key: 'demo', value: resolved }, 'test')]);
  await page.locator('.sentence .state-resolved').waitFor();
  await page.getByText('It is over').waitFor();
  await watched.picture('scenario-resolved');
  expect(complaints).toEqual([]);
  expect(running.crashes).toEqual([]);
});
