import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBrowser, type TestBrowser, type WatchedPage } from '@aiops/console/testing';
import { type RcaResult, topics } from '@aiops/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FleetInMemory, startFleetInMemory } from './testing/fleet-in-memory.ts';
import { readMessages } from './testing/read-topic.ts';

const TOKEN = 'token-of-anna-the-approver';
/** Looks at the switch, and has somebody at this address replace the transceiver of its uplink. */
const runbook = (address: string) => `
name: replace_transceiver
description: Has the transceiver of the uplink replaced.
version: 1.0.0
conditions: { metric_name: link_down }
target: this_host
parameters:
  device: { type: string, pattern: '^[a-z0-9-]+$', from: entity_name }
steps:
  - { name: Look, type: command, argv: [echo, '<b>looking at</b>', '\${device}'], risk: read_only }
  - { name: Replace it, type: http_request, method: POST, url: 'http://${address}/replace', risk: reversible }
effect: { metric: network_out, direction: up, within: 60s }
`;

let folder: string;
let browser: TestBrowser;
let running: FleetInMemory | undefined;
let replaced: Promise<unknown>;
let hands: Server;
let address: string;
beforeAll(async () => {
  browser = await startBrowser();
  folder = await mkdtemp(join(tmpdir(), 'aiops-page-'));
  hands = createServer((_request, response) => void response.end('the transceiver was replaced'));
  replaced = once(hands, 'request');
  await once(hands.listen(0, '127.0.0.1'), 'listening');
  address = `127.0.0.1:${(hands.address() as AddressInfo).port}`;
  await writeFile(join(folder, 'replace_transceiver.yml'), runbook(address));
});
afterAll(async () => {
  await browser?.close();
  await running?.lifecycle.stop();
  hands?.close();
  await rm(folder, { recursive: true });
});

/** The fleet with the scenario, whose outage lasts until the runbook was run; it resolves what has been quiet for 20 s. */
async function start(after?: FleetInMemory): Promise<FleetInMemory> {
  const started = await startFleetInMemory({
    repair: replaced,
    settings: {
      root_cause_analysis: { resolve_after: '20s' },
      insights_action: {
        runbooks: {
          directory: folder,
          audit_file: join(folder, 'audit', 'actions.jsonl'),
          allow_hosts: [address],
        },
      },
    },
    ...(after === undefined ? {} : { after }),
  });
  started.fleet.addToken({ name: 'anna', role: 'approver' }, TOKEN);
  return started;
}

test('the built-in scenario, from quiet to resolved, on the page alone', { timeout: 600_000 }, async () => {
  running = await start();
  const watched = await browser.open(`${running.fleet.apiUrl}/ui/`);
  const { page, complaints } = watched;
  await page.evaluate('window.stillTheSame = true');
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
  await page.getByRole('button', { name: 'Approve' }).waitFor();

  // Whoever looks at the page sees the server go and come back, with all that was there, and need not do anything.
  await running.lifecycle.stop();
  await page.getByText(/No connection/).waitFor();
  await watched.picture('scenario-lost');
  const lost = complaints.splice(0);
  expect(lost.filter((complaint) => !complaint.includes('ERR_'))).toEqual([]);
  running = await start(running);
  await page.getByText(/No connection/).waitFor({ state: 'detached', timeout: 60_000 });

  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('button', { name: 'Run it now' }).click();
  await page.locator('.run-done').getByText('<b>looking at</b> tor-r12').waitFor();
  await page.locator('.run-done').getByText('the transceiver was replaced').waitFor();
  await page.getByText('Whether it helped will be told by network_out').waitFor();
  await page.getByText('It helped.').waitFor({ timeout: 120_000 });
  await page.getByText(/it is normal again/).waitFor();
  await page.getByRole('button', { name: 'Show all' }).click();
  await pictures(watched, 'scenario-run');

  await page.locator('.sentence .state-resolved').waitFor({ timeout: 240_000 });
  await watched.picture('scenario-resolved');
  await page.getByRole('link', { name: '← Incidents' }).click();
  await page.locator('.row-closed').filter({ hasText: 'tor-r12' }).getByText('Resolved').waitFor();
  expect(await page.evaluate('window.stillTheSame')).toBe(true);
  const results = await readMessages(running.bus, topics.rcaResults);
  const last = results
    .map(({ value }) => value as RcaResult)
    .filter(({ domain }) => domain === 'demo')
    .at(-1);
  expect(last?.status).toBe('resolved');
  expect(complaints.filter((complaint) => !complaint.includes('ERR_'))).toEqual([]);
  expect(running.crashes).toEqual([]);
});

/** A picture in each language, and in the dark. */
async function pictures({ page, picture }: WatchedPage, name: string): Promise<void> {
  await picture(name);
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(`${name}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.getByLabel('Language', { exact: true }).selectOption('zh');
  await picture(`${name}.zh-CN`);
  await page.getByLabel('语言', { exact: true }).selectOption('en');
}
