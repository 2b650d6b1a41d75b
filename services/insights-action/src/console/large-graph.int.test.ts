import type { Topology } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { largeMap } from '../testing/large-map.ts';
import { pageTests, put } from '../testing/page-tests.ts';

const { startWorld, show } = pageTests();

const middle = (box: { x: number; width: number } | null) => (box?.x ?? 0) + (box?.width ?? 0) / 2;

/** More around an incident are not drawn. */
const NODES = 500;

/** The page of an incident in this network, once everything has its place. */
async function showLarge(topology: Topology) {
  const world = await startWorld({ topology: { current: () => ({ topology, status: 'ok' }) } });
  await put(world, { incident_id: 'i1' });
  const watched = await show(world.page('incidents/i1'));
  const drawing = watched.page.locator('.graph svg[role=img]');
  // What stands around the incident comes with the map, a moment later.
  await watched.page.locator('.node-group, .node-other').first().waitFor();
  await drawing.and(watched.page.locator('[aria-busy=false]')).waitFor();
  return { ...watched, world, drawing, nodes: watched.page.locator('.graph .node') };
}

test('an incident with 500 nodes around it is searched, zoomed, opened and put together', async () => {
  const { page, drawing, nodes, complaints, picture, barriers } = await showLarge(largeMap(2, 499));
  const settled = () => drawing.and(page.locator('[aria-busy=false]')).waitFor();
  const where = () => drawing.locator('> g').getAttribute('transform');
  // What is well is put together from the start: nobody looks at five hundred names.
  expect(await nodes.count()).toBeLessThan(10);
  expect(await page.locator('.node-cause').count()).toBe(1);
  await picture('graph-500-grouped');

  const began = Date.now();
  await page.getByLabel('Put together what is well').selectOption('Show each');
  await settled();
  console.info(`${await nodes.count()} nodes were placed ${Date.now() - began} ms after they were asked for`);
  expect(await nodes.count()).toBe(NODES);
  await picture('graph-500-each');
  expect(await barriers()).toEqual([]);

  const all = await where();
  const names = () => page.locator('.graph .node-name').count();
  const few = await names();
  for (let step = 0; step < 14; step += 1) await page.getByRole('button', { name: 'Larger' }).click();
  await expect.poll(names).toBeGreaterThan(few);
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect.poll(where).toBe(all);
  await expect.poll(names).toBe(few);

  await page.getByLabel('Put together what is well').selectOption('Group by tier');
  await settled();
  await expect.poll(() => nodes.count()).toBeLessThan(10);
  await page.getByPlaceholder('Find by name').fill('server-700');
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await page.locator('.node-marked .node-name').getByText('server-700').waitFor();
  await settled();
  expect(await nodes.count()).toBeGreaterThan(NODES / 2);
  const [inside, box] = [await page.locator('.node-marked').boundingBox(), await drawing.boundingBox()];
  expect(Math.abs(middle(inside) - middle(box))).toBeLessThan(40);

  await page.getByRole('button', { name: 'Close the groups' }).click();
  await expect.poll(() => nodes.count()).toBeLessThan(10);
  await page.locator('.node-group').first().click();
  await settled();
  await expect.poll(() => nodes.count()).toBeGreaterThan(NODES / 2);
  await page.getByPlaceholder('Find by name').fill('nobody');
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await page.getByText('Nothing here is called nobody.').waitFor();
  expect(complaints).toEqual([]);
});

test('places stay while the incident changes', async () => {
  const { world, page, nodes } = await showLarge(largeMap(3, 10));
  const places = () =>
    page.evaluate(
      `[...document.querySelectorAll('.graph .node')].map((node) => node.getAttribute('transform'))`,
    );
  const before = await places();
  expect(before).toHaveLength(await nodes.count());
  expect(await nodes.count()).toBeGreaterThan(10);
  await put(world, { incident_id: 'i1', revision: 2, rca_summary: 'It was told anew.' });
  await page.getByText('It was told anew.').waitFor();
  expect(await places()).toEqual(before);
});
