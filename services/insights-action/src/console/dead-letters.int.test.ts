import { topics } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { deadLetter } from '../testing/dead-letter.ts';
import { logIn, pageTests } from '../testing/page-tests.ts';

const { startWorld, show } = pageTests();

test('what could not be processed is read, and processed again by whoever may', async () => {
  const world = await startWorld();
  await world.bus.publish(
    Array.from({ length: 25 }, (_, number) => deadLetter(`<img src=x onerror=alert(${number})>`)),
  );
  const watched = await show(world.page('health'));
  const { page, complaints } = watched;
  const letters = page.locator('.letter');
  const newest = letters.first();
  await newest.waitFor();
  expect(await letters.count()).toBe(20);
  await newest.getByText('What 0-24 says').click();
  await newest.locator('pre').getByText('onerror=alert(24)').waitFor();
  expect(await page.locator('#app img').count()).toBe(0);
  expect(await newest.getByRole('button', { name: 'Process again' }).getAttribute('aria-disabled')).toBe(
    'true',
  );

  await logIn(watched, world.token('operator'));
  await newest.getByRole('button', { name: 'Process again' }).click();
  await newest.getByText('Published again by operator').waitFor();
  const written = await world.bus.extent(topics.metrics);
  expect(written.reduce((sum, { next }) => sum + next, 0)).toBe(1);

  await page.getByRole('button', { name: 'Show older ones' }).click();
  await page.getByText('What 0-0 says').waitFor();
  expect(await watched.barriers()).toEqual([]);
  await watched.picture('dead-letters');
  expect(complaints).toEqual([]);
});
