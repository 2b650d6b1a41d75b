import type { WatchedPage } from '@aiops/console/testing';
import { expect, test } from 'vitest';
import { logIn, pageTests, put } from '../testing/page-tests.ts';

const { startWorld, show } = pageTests();
type Page = WatchedPage['page'];

/** What has the keyboard: its role or element, and its name. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(`(() => {
    const { activeElement: at } = document;
    const name = at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent;
    return at.tagName.toLowerCase() + ' ' + name.trim().slice(0, 40);
  })()`);

/** Presses Tab until something of this name has the keyboard; fails when that never happens. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const seen: string[] = [];
  while (seen.length < 60) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    if (name.test(at)) return;
    seen.push(at);
  }
  throw new Error(`The keyboard never came to ${name}, but to ${seen.join(', ')}`);
}

/** Whether what has the keyboard can be seen to have it: by an outline, its own or that of its row. */
const hasOutline = (page: Page): Promise<boolean> =>
  page.evaluate(`(() => {
    const shows = (element) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    };
    const at = document.activeElement;
    return shows(at) || (at.closest('.row') !== null && shows(at.closest('.row')));
  })()`);

test('the order is that of the page, and what has the keyboard is seen, light and dark', async () => {
  const world = await startWorld();
  await put(world, { incident_id: 'i1' });
  const { page } = await show(world.page());
  await page.locator('.row').waitFor();
  const order: string[] = [];
  for (let step = 0; step < 16; step += 1) {
    await page.keyboard.press('Tab');
    order.push(await focused(page));
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await hasOutline(page), order.at(-1)).toBe(true);
    }
  }
  expect(order).toEqual([
    'a Skip to the content',
    'a AIOps',
    ...['Incidents', 'Runbooks', 'Topology', 'Anomalies', 'Mutes', 'Fleet health'].map((name) => `a ${name}`),
    'select Language',
    'select Appearance',
    'button Log in',
    expect.stringMatching(/^select State/),
    expect.stringMatching(/^select Severity/),
    'input Entity, cause or text',
    'input Simulated ones',
    expect.stringMatching(/^a rack-sw-1/),
  ]);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /rack-sw-1/ }).waitFor();
});

test('skipping leads past the navigation', async () => {
  const world = await startWorld();
  await put(world, { incident_id: 'i1' });
  const { page } = await show(world.page());
  await page.locator('.row').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await focused(page)).toMatch(/^select State/);
});

test('the dialog keeps the keyboard, gives it back on Escape, and after the login', async () => {
  const world = await startWorld();
  const watched = await show(world.page());
  const { page } = watched;
  await page.getByText('No incidents', { exact: true }).waitFor();
  await tabTo(page, /^button Log in/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await expect.poll(() => focused(page)).toBe('input Token');
  for (let step = 0; step < 8; step += 1) {
    await page.keyboard.press('Tab');
    // The browser's own bar is a stop between the last and the first.
    expect(
      await page.evaluate(
        'document.activeElement === document.body || document.activeElement.closest("dialog") !== null',
      ),
    ).toBe(true);
  }
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect.poll(() => focused(page)).toBe('button Log in');
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).toBe('input Token');
  // Whoever is fast opens the next one before the browser has told that the last one was closed.
  await page.evaluate(
    `document.querySelector('dialog').close(); document.querySelector('.preferences button').click();`,
  );
  await page.getByRole('button', { name: 'Cancel' }).press('Enter');
  await expect.poll(() => focused(page)).toBe('button Log in');
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).toBe('input Token');
  await page.keyboard.type(world.token('operator'));
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect.poll(() => focused(page)).toBe('button Log out');
});

test('the graph is moved, zoomed and searched by keys', async () => {
  const world = await startWorld();
  await put(world, { incident_id: 'i1' });
  const { page } = await show(world.page('incidents/i1'));
  await page.locator('.lane').first().waitFor();
  const drawing = page.locator('.graph svg[role=img] > g');
  const where = () => drawing.getAttribute('transform');
  await tabTo(page, /^input Find by name/);
  await page.keyboard.type('server-2');
  await page.keyboard.press('Enter');
  await page.locator('.lane-selected').getByRole('button', { name: 'server-2' }).waitFor();
  await tabTo(page, /^svg Network around the incident/);
  expect(await hasOutline(page)).toBe(true);
  await page.keyboard.press('0');
  const all = await where();
  for (const [key, back] of [
    ['ArrowLeft', 'ArrowRight'],
    ['ArrowUp', 'ArrowDown'],
  ] as const) {
    await page.keyboard.press(key);
    await expect.poll(where).not.toBe(all);
    await page.keyboard.press(back);
    await expect.poll(where).toBe(all);
  }
  await page.keyboard.press('+');
  await expect.poll(where).not.toBe(all);
  await page.keyboard.press('0');
  await expect.poll(where).toBe(all);
});

test('a run is asked for, approved and begun by keyboard alone', async () => {
  const world = await startWorld();
  await put(world, { incident_id: 'i1' });
  const watched = await show(world.page('incidents/i1'));
  const { page, complaints } = watched;
  await logIn(watched, world.token('approver'));
  await page.getByRole('button', { name: 'Dry run' }).waitFor();
  for (const name of ['Dry run', 'Request a run']) {
    await tabTo(page, new RegExp(`^button ${name}`));
    await page.keyboard.press('Enter');
    // One thing after the other: while it is asked, the buttons take no other wish.
    await page.locator('.part-now').getByText('df -h /var').waitFor();
  }
  await page.getByRole('button', { name: 'Approve' }).waitFor();
  await page.keyboard.press('Shift+Tab');
  await tabTo(page, /^button Approve/);
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Run it now' }).waitFor();
  await tabTo(page, /^button Run it now/);
  await page.keyboard.press('Enter');
  await expect
    .poll(() => world.calls.map((call) => call.split(' ')[0]))
    .toEqual(['dry', 'request', 'approve', 'execute']);
  expect(complaints).toEqual([]);
});

test('what may not be pressed is reached all the same, and says why', async () => {
  const world = await startWorld();
  await put(world, { incident_id: 'i1' });
  const { page } = await show(world.page('incidents/i1'));
  await page.getByRole('button', { name: 'Dry run' }).waitFor();
  await tabTo(page, /^button Dry run/);
  const why = await page.evaluate(
    `document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent`,
  );
  expect(why).toContain('This needs the role operator');
  await page.keyboard.press('Enter');
  expect(world.calls).toEqual([]);
});
