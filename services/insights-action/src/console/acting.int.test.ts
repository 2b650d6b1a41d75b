import type { WatchedPage } from '@aiops/console/testing';
import { expect, test } from 'vitest';
import { logIn, type PageWorld, pageTests, put } from '../testing/page-tests.ts';

const { startWorld, show } = pageTests();

/** The page at this path, with a person of this role. */
async function as(role: string, world: PageWorld, path: string): Promise<WatchedPage> {
  const watched = await show(world.page(path));
  await logIn(watched, world.token(role));
  return watched;
}

/** A day from now, as somebody would type it. */
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString().slice(0, 16);

test('a mute is added, and ended', async () => {
  const world = await startWorld({ now: Date.now });
  const watched = await as('operator', world, 'mutes');
  const { page, complaints } = watched;
  const mute = page.getByRole('button', { name: 'Mute', exact: true });
  await mute.click();
  await page.getByRole('alert').getByText('Fill in at least one of').waitFor();
  await page.getByLabel('Entity').fill('nas-*, backup-1');
  await mute.click();
  await page.getByRole('alert').getByText('Say until when').waitFor();
  await page.getByLabel('Until').fill(tomorrow());
  await mute.click();
  await page.getByRole('alert').getByText('Say why').waitFor();
  await page.getByLabel('Why').fill('<i>The weekly</i> backup');
  await mute.click();
  await page.getByText('It is muted.').waitFor();
  const added = page.getByRole('listitem').filter({ hasText: '<i>The weekly</i> backup' });
  expect(await added.textContent()).toMatch(/in effect.*nas-\*, backup-1.*by operator/);
  // What was typed is gone, so that it is not added twice.
  expect(await page.getByLabel('Entity').inputValue()).toBe('');
  await watched.picture('mute-added');
  await added.getByRole('button', { name: 'End it' }).click();
  await added.waitFor({ state: 'detached' });
  await page.getByText('It was ended.').waitFor();
  await page.getByText('None. Add one below').waitFor();
  expect(complaints).toEqual([]);
});

test('a refused mute keeps what was typed, with the reason', async () => {
  const world = await startWorld();
  const { page } = await as('operator', world, 'mutes');
  await page.getByLabel('Domain').fill('lab');
  await page.getByLabel('Until').fill(tomorrow());
  await page.getByLabel('Why').fill('long');
  await page.route('**/api/v1/mutes', (route) =>
    route.fulfill({
      status: 400,
      json: { title: 'No', status: 400, detail: 'A mute lasts 31 days at most.' },
    }),
  );
  await page.getByRole('button', { name: 'Mute', exact: true }).click();
  await page.getByRole('alert').getByText('A mute lasts 31 days at most.').waitFor();
  expect(await page.getByLabel('Domain').inputValue()).toBe('lab');
});

test('an operator stops all runbooks, and an admin lets them go on', async () => {
  const world = await startWorld();
  await put(world, { incident_id: 'i1' });
  const watched = await as('operator', world, 'runbooks');
  const { page, complaints } = watched;
  await page.getByText('Approved runbooks may be executed.').waitFor();
  await page.getByRole('button', { name: 'Stop all runbooks' }).click();
  await page.getByRole('alert').getByText('Say why first').waitFor();
  expect(world.calls).toEqual([]);
  await page.getByLabel('Why').fill('the network is being moved');
  await page.getByRole('button', { name: 'Stop all runbooks' }).click();
  await page.getByText('operator stopped them: the network is being moved').waitFor();
  await watched.picture('stopped');
  const resume = page.getByRole('button', { name: 'Let them go on' });
  expect(await resume.getAttribute('aria-disabled')).toBe('true');
  await page.getByRole('link', { name: 'Incidents', exact: true }).click();
  await page.getByRole('link', { name: /rack-sw-1/ }).click();
  await page.getByRole('alert').getByText('operator stopped all runbooks').waitFor();
  const { page: admins } = await as('admin', world, 'runbooks');
  await admins.getByRole('button', { name: 'Let them go on' }).click();
  await admins.getByText('Approved runbooks may be executed.').waitFor();
  expect(world.calls).toEqual([
    'stop (the network is being moved) by operator (operator)',
    'resume by admin (admin)',
  ]);
  expect(complaints).toEqual([]);
});

test('an approver approves and denies among the runs', async () => {
  const world = await startWorld();
  await put(world, { incident_id: 'i1' });
  for (let count = 0; count < 2; count += 1)
    await world.ask('POST', '/runs', { as: 'operator', body: { runbook: 'clear-cache', incident: 'i1' } });
  const watched = await as('approver', world, 'runbooks?state=requested');
  const { page, complaints } = watched;
  const waiting = page.locator('details.fold', { hasText: 'waits for approval' });
  await waiting.nth(1).waitFor();
  await waiting.first().getByText('df -h /var').waitFor();
  await waiting.first().getByRole('button', { name: 'Approve' }).click();
  await waiting.nth(1).waitFor({ state: 'detached' });
  await waiting.first().getByRole('button', { name: 'Deny' }).click();
  await page.getByText('No run is in that state.').waitFor();
  await page.getByLabel('State').selectOption('denied');
  await page.locator('details.fold', { hasText: 'denied' }).waitFor();
  expect(new URL(page.url()).search).toBe('?state=denied');
  expect(world.calls.slice(2).map((call) => call.replace(/run-\d/, 'run'))).toEqual([
    'approve run by approver (approver)',
    'deny (no reason) run by approver (approver)',
  ]);
  expect(complaints).toEqual([]);
});

/** What each role may press, of what there is on the pages. */
const BUTTONS = [
  'Dry run',
  'Request a run',
  'Approve',
  'Deny',
  'Cancel',
  'Send',
  'Stop all runbooks',
  'Mute',
];
const MAY = {
  viewer: [],
  operator: ['Dry run', 'Request a run', 'Cancel', 'Send', 'Stop all runbooks', 'Mute'],
  approver: BUTTONS,
  admin: BUTTONS,
} as const;

test.each(Object.entries(MAY))(
  '%s may press what the role allows, and sees why not else',
  async (role, may) => {
    const world = await startWorld();
    await put(world, { incident_id: 'i1' });
    await world.ask('POST', '/runs', { as: 'operator', body: { runbook: 'clear-cache', incident: 'i1' } });
    const { page } = await as(role, world, 'incidents/i1');
    const allowed: string[] = [];
    for (const name of BUTTONS) {
      if (name === 'Stop all runbooks') await page.getByRole('link', { name: 'Runbooks' }).click();
      if (name === 'Mute') await page.getByRole('link', { name: 'Mutes' }).click();
      const button = page.getByRole('button', { name, exact: true }).first();
      await button.waitFor();
      if ((await button.getAttribute('aria-disabled')) !== 'true') allowed.push(name);
      else expect(await button.getAttribute('title')).toMatch(/This needs the role (operator|approver)/);
    }
    expect(allowed).toEqual(may);
  },
);

test.each([
  ['The cause is right', 'correct_cause'],
  ['Another cause', 'wrong_cause'],
  ['No incident at all', 'not_an_incident'],
  ['Part of another incident', 'duplicate'],
  ['Cannot tell', 'unsure'],
])('the verdict "%s" is kept and shown', async (label, verdict) => {
  const world = await startWorld();
  await put(world, { incident_id: 'i1' });
  const { page, complaints } = await as('operator', world, 'incidents/i1');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('alert').getByText('Choose one of the five first.').waitFor();
  await page.getByLabel(label).check();
  if (verdict === 'wrong_cause') await page.getByLabel('What was it?').fill('core-1');
  await page.getByLabel('Comment').fill('as <b>seen</b> on site');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Thank you, it was recorded.').waitFor();
  await world.api.refresh();
  const given = page.getByRole('listitem').filter({ hasText: 'as <b>seen</b> on site' });
  await given.getByText(label).waitFor();
  const { data } = await world.ask('GET', '/actions?incident=i1&action=feedback');
  expect(data.items.map(({ feedback }: { feedback: object }) => feedback)).toEqual([
    {
      verdict,
      ...(verdict === 'wrong_cause' ? { cause: 'core-1' } : {}),
      comment: 'as <b>seen</b> on site',
    },
  ]);
  expect(complaints).toEqual([]);
});

test('an incident is copied as Markdown, in the language of the page', async () => {
  const world = await startWorld();
  await put(world, { incident_id: 'i1' });
  const { page } = await show(world.page('incidents/i1'));
  const copied = async (button: string, said: string) => {
    await page.getByRole('button', { name: button }).click();
    await page.getByText(said, { exact: true }).waitFor();
    return (await page.evaluate('navigator.clipboard.readText()')) as string;
  };
  const english = (await copied('Copy as Markdown', 'Copied')).replace(/127\.0\.0\.1:\d+/, 'host');
  expect(english.split('\n')).toMatchInlineSnapshot(`
    [
      "# rack-sw-1: rack-sw-1 lost its uplink Ethernet1/49; server-1 and server-2 behind it slowed down and logged errors.",
      "",
      "- Incident: i1 (http\\://host/ui/incidents/i1)",
      "- State: Open, Critical",
      "- Cause: rack-sw-1 (87 %)",
      "- Began: 2026-01-27 13:00:00 +01:00",
      "- Affected: rack-sw-1, server-1, server-2",
      "",
      "## Time line",
      "",
      "| When | What | Finding |",
      "| --- | --- | --- |",
      "| 2026-01-27 13:00:00 +01:00 | rack-sw-1 | network\\_out of rack-sw-1 is unusual |",
      "| 2026-01-27 13:00:01 +01:00 | rack-sw-1 | rack-sw-1 reports Ethernet1/49 down |",
      "| 2026-01-27 13:00:20 +01:00 | server-1 | response\\_time of server-1 is unusual |",
      "| 2026-01-27 13:00:20 +01:00 | server-2 | response\\_time of server-2 is unusual |",
      "| 2026-01-27 13:00:31 +01:00 | server-1 | error\\_logs of server-1 is unusual |",
      "",
      "## Why",
      "",
      "rack-sw-1 failed first and both servers depend on it.",
      "",
      "- +0.350 Severity of its anomalies: worst score 8.2 on 2 distinct series",
      "- +0.300 Explains others: 2 anomalous entities depend on it: server-1, server-2",
      "- +0.200 Direct evidence: rack-sw-1 reports Ethernet1/49 down",
      "- +0.050 Began first: 2 of 2 anomalous entities it is tied to began after it",
      "- +0.046 Much depends on it: 610 entities depend directly on it",
      "",
      "## Other candidates",
      "",
      "- server-1 (2 %): rack-sw-1 began 20 s earlier and server-1 depends on it",
      "",
      "## To do",
      "",
      "- [ ] What made it possible?",
      "- [ ] How would it have been noticed earlier?",
      "- [ ] What keeps it from happening again?",
      "",
    ]
  `);
  const verdict = { verdict: 'unsure', comment: 'The cable was new' };
  await world.ask('POST', '/runs', { as: 'operator', body: { runbook: 'clear-cache', incident: 'i1' } });
  await world.ask('POST', '/incidents/i1/feedback', { as: 'operator', body: verdict });
  await world.api.refresh();
  await page.getByRole('listitem').filter({ hasText: 'The cable was new' }).waitFor();
  await page.locator('.run-requested').waitFor();
  await page.getByText('Copied', { exact: true }).waitFor({ state: 'detached' });
  const done = (await copied('Copy as Markdown', 'Copied')).split('## What was done')[1];
  expect(done).toMatch(/clear-cache .*, asked for by operator: waits for approval\./);
  expect(done).toContain(' operator: Cannot tell. The cable was new');
  await page.getByLabel('Language', { exact: true }).selectOption('zh');
  expect(await copied('复制为 Markdown', '已复制')).toContain('- 根因: rack-sw-1 (87 %)');
});
