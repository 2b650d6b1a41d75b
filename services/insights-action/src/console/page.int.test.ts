import type { AnomalyMessage } from '@aiops/contracts';
import { createMemoryStateStore } from '@aiops/runtime';
import { expect, test } from 'vitest';
import { logIn, pageTests, put } from '../testing/page-tests.ts';
import { pageWorld } from '../testing/page-world.ts';
import { sampleAnomaly, sampleIncident } from '../testing/sample-incident.ts';

const { startWorld, show } = pageTests();

test('quiet, then an incident, then its end: all without a reload', async () => {
  const world = await startWorld();
  const { page, complaints } = await show(world.page());
  await page.getByText('No incidents', { exact: true }).waitFor();
  await put(world, { incident_id: 'i1' });
  await page.getByRole('link', { name: /rack-sw-1/ }).click();
  await page.getByRole('heading', { level: 1, name: /rack-sw-1.*server-1/ }).waitFor();
  expect(page.url()).toBe(world.page('incidents/i1'));
  await put(world, { incident_id: 'i1', revision: 2, status: 'resolved', ended_at: '2026-01-27T12:05:00Z' });
  await page.locator('.sentence .state-resolved').waitFor();
  await page.getByRole('link', { name: '← Incidents' }).click();
  await page.locator('.row-closed').waitFor();
  expect(complaints).toEqual([]);
});

const HOSTILE = `"><img src=x onerror=alert(1)><script>alert(2)</script>\u202e{{7*7}}\${7*7} javascript:alert(3) __proto__`;

test('hostile names, labels and logs are text, everywhere', async () => {
  const world = await startWorld();
  const evidence = [
    { kind: 'log', title: HOSTILE },
    { kind: 'trace', title: HOSTILE, url: 'javascript:alert(4)' },
    { kind: HOSTILE, title: HOSTILE, query: HOSTILE, url: 'http://tempo.example/1' },
  ];
  const bad = sampleAnomaly(HOSTILE, HOSTILE, HOSTILE, 1, { summary: HOSTILE, evidence });
  const proto: AnomalyMessage = {
    ...sampleAnomaly('__proto__', 'server', 'constructor', 2),
    entity_id: '__proto__',
  };
  const result = sampleIncident({
    incident_id: '../<b>?#%2F',
    trigger_anomaly: bad,
    correlated_anomalies: [{ event: proto, score: 1, time_diff: 0, reason: HOSTILE }],
    rca_summary: HOSTILE,
    conclusive: false,
    inconclusive_reasons: [HOSTILE],
  });
  const cause = result.root_cause;
  const candidate = {
    ...(cause.candidates[0] as (typeof cause.candidates)[number]),
    device: HOSTILE,
    evidence,
    against: [HOSTILE],
    terms: [{ name: HOSTILE, value: 1, weight: 1, why: HOSTILE }],
  };
  await put(world, {
    ...result,
    root_cause: {
      ...cause,
      root_cause_device: HOSTILE,
      root_cause_anomaly: bad,
      candidates: [candidate],
      propagation_path: [{ device: HOSTILE }, { device: '__proto__', via: HOSTILE }],
    },
  });
  const watched = await show(world.page());
  const { page, complaints } = watched;
  await page.getByRole('link', { name: /onerror/ }).click();
  await page
    .getByRole('heading', { level: 1 })
    .getByText(HOSTILE.replace('\u202e', '\ufffd'))
    .first()
    .waitFor();
  for (const summary of await page.locator('details > summary').all()) await summary.click();
  await page.getByText('Queries to look further').waitFor();
  expect(await page.locator('#app img, #app script, #app iframe').count()).toBe(0);
  expect(await page.locator('a[href^="javascript:" i]').count()).toBe(0);
  const outside = page.locator('a[target=_blank]');
  expect(await outside.first().getAttribute('href')).toBe('http://tempo.example/1');
  expect(await outside.first().getAttribute('rel')).toBe('noopener noreferrer');
  await watched.picture('hostile');
  expect(complaints).toEqual([]);
});

test('filters are in the address, and say when nothing fits', async () => {
  const world = await startWorld();
  await put(world, { incident_id: 'i1' });
  await put(world, { incident_id: 'i2', status: 'resolved' });
  const { page } = await show(world.page('incidents?state=closed'));
  await page.locator('.row-closed').waitFor();
  expect(await page.locator('.row').count()).toBe(1);
  await page.getByLabel('Entity, cause or text').fill('nowhere');
  await page.getByText('None of the incidents fits the filters').waitFor();
  expect(new URL(page.url()).search).toBe('?state=closed&text=nowhere');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.locator('.row').nth(1).waitFor();
  expect(new URL(page.url()).search).toBe('');
});

test('filters survive a reload, and the way back', async () => {
  const world = await startWorld();
  await put(world, { incident_id: 'i1' });
  await put(world, { incident_id: 'i2', status: 'resolved' });
  const { page, complaints } = await show(world.page());
  await page.getByLabel('State').selectOption('closed');
  await page.getByLabel('Entity, cause or text').fill('rack');
  await page.getByLabel('Severity').selectOption('critical');
  const search = '?state=closed&severity=critical&text=rack';
  const isFiltered = async () => {
    await page.locator('.row-closed').waitFor();
    expect(await page.locator('.row').count()).toBe(1);
    expect(new URL(page.url()).search).toBe(search);
    expect(await page.getByLabel('State').inputValue()).toBe('closed');
    expect(await page.getByLabel('Severity').inputValue()).toBe('critical');
    expect(await page.getByLabel('Entity, cause or text').inputValue()).toBe('rack');
  };
  await isFiltered();
  await page.reload();
  await isFiltered();
  await page.getByRole('link', { name: /rack-sw-1/ }).click();
  await page.getByRole('heading', { level: 1, name: /rack-sw-1/ }).waitFor();
  await page.goBack();
  await isFiltered();
  await page.getByRole('link', { name: /rack-sw-1/ }).click();
  await page.getByRole('link', { name: '← Incidents' }).click();
  await isFiltered();
  await page.getByRole('link', { name: 'Anomalies', exact: true }).click();
  await page.getByLabel('State').selectOption('resolved');
  await page.getByText('None fits the filters').waitFor();
  await page.reload();
  await page.getByText('None fits the filters').waitFor();
  expect(await page.getByLabel('State').inputValue()).toBe('resolved');
  await page.goBack();
  await isFiltered();
  await page.goForward();
  expect(new URL(page.url()).search).toBe('?status=resolved');
  expect(complaints).toEqual([]);
});

test('a server that restarts is found again by itself, with what happened meanwhile', async () => {
  const state = createMemoryStateStore();
  const first = await pageWorld({ state });
  await put(first, { incident_id: 'i1' });
  const { page } = await show(first.page());
  await page.locator('.row').waitFor();
  await page.evaluate('window.stillTheSame = true');
  await first.close();
  await page.getByText(/No connection/).waitFor();
  const second = await startWorld({ state }, {}, first.port);
  await put(second, { incident_id: 'i2', rca_summary: 'came meanwhile' });
  await page.getByText('came meanwhile').waitFor();
  await page.getByText(/No connection/).waitFor({ state: 'detached' });
  expect(await page.evaluate('window.stillTheSame')).toBe(true);
});

test('where nothing may be read without a token, the page asks for one, and forgets it on logout', async () => {
  const world = await startWorld({}, { anonymous: 'none' });
  await put(world, { incident_id: 'i1' });
  const watched = await show(world.page('incidents/i1'));
  const { page } = watched;
  await page.getByLabel('Token', { exact: true }).fill('wrong-token-that-nobody-has');
  await page.getByLabel('Token', { exact: true }).press('Enter');
  await page.getByText('The token is not known').waitFor();
  await page.getByLabel('Token', { exact: true }).fill(world.token('viewer'));
  await page.getByLabel('Token', { exact: true }).press('Enter');
  await page.getByRole('heading', { level: 1, name: /rack-sw-1/ }).waitFor();
  expect(await page.evaluate('document.cookie + localStorage.length + location.href')).not.toContain('token');
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByLabel('Token', { exact: true }).waitFor();
});

test('what a role may not do is shown with why; who may, runs a runbook and gives a verdict', async () => {
  const world = await startWorld();
  await put(world, { incident_id: 'i1' });
  const watched = await show(world.page('incidents/i1'));
  const { page, complaints } = watched;
  const request = page.getByRole('button', { name: 'Request a run' });
  await request.waitFor();
  expect(await request.getAttribute('aria-disabled')).toBe('true');
  expect(await request.getAttribute('title')).toContain('operator');
  await logIn(watched, world.token('approver'));
  await page.getByRole('button', { name: 'Dry run' }).click();
  await page.getByText('df -h /var').waitFor();
  expect(world.calls.length).toBe(1);
  await request.click();
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('button', { name: 'Run it now' }).click();
  await page.locator('.run-executing').waitFor();
  expect(world.calls.slice(1).map((call) => call.split(' ')[0])).toEqual(['request', 'approve', 'execute']);
  await page.getByLabel('Another cause').check();
  await page.getByLabel('What was it?').fill('core-1');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Thank you, it was recorded.').waitFor();
  await world.api.refresh();
  await page.getByRole('listitem').filter({ hasText: 'approver' }).filter({ hasText: 'core-1' }).waitFor();
  await watched.picture('run');
  expect(complaints).toEqual([]);
});

test('an incident that is not there, and a path that leads nowhere, say so', async () => {
  const world = await startWorld();
  const { page } = await show(world.page('incidents/none'));
  await page.getByText('There is no such incident', { exact: true }).waitFor();
  await page.goto(world.page('nothing'));
  await page.getByText('There is no such page.').waitFor();
});

test('two hundred incidents are there at once, and two hundred changes a second are taken in', async () => {
  const world = await startWorld();
  const ids = Array.from({ length: 200 }, (_, number) => `i${number}`);
  for (const id of ids) await world.store({ incident_id: id });
  await world.api.refresh();
  const { page, complaints } = await show(world.page());
  await page.locator('.row').nth(199).waitFor();
  await page.addInitScript(`new MutationObserver(() => {
    if (document.querySelector('.row') !== null) window.firstRow ??= performance.now();
  }).observe(document, { childList: true, subtree: true });`);
  await page.reload();
  await page.locator('.row').nth(199).waitFor();
  const first = Number(await page.evaluate('window.firstRow'));
  await page.evaluate(
    `new PerformanceObserver((list) => { window.blocked = Math.max(window.blocked ?? 0, ...list.getEntries().map(({ duration }) => duration)); }).observe({ type: 'longtask' })`,
  );
  for (let revision = 2; revision <= 6; revision += 1) {
    for (const id of ids)
      await world.store({ incident_id: id, revision, rca_summary: `revision ${revision}` });
    await world.api.refresh();
  }
  await expect.poll(() => page.getByText('revision 6').count()).toBe(200);
  console.info(
    `first incident after ${first.toFixed(0)} ms; longest task ${await page.evaluate('window.blocked ?? 0')} ms`,
  );
  expect(complaints).toEqual([]);
});
