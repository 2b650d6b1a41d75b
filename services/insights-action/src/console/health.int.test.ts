import { topics } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { pageTests } from '../testing/page-tests.ts';

const { startWorld, show } = pageTests();
const service = 'root-cause-analysis';

test('what is read and written, how fast, and how far behind, is that of /metrics', async () => {
  const world = await startWorld();
  const { consumed, produced, lag, deadLetters } = world.metrics;
  consumed.inc({ service, topic: topics.anomalies }, 48_200);
  produced.inc({ service, topic: topics.rcaResults }, 31);
  for (const partition of ['0', '1']) lag.set({ service, topic: topics.anomalies, partition }, 6_000);
  deadLetters.inc({ service, topic: topics.anomalies, reason: '<b>no</b> JSON' }, 3);
  const watched = await show(world.page('health'));
  const { page, complaints } = watched;
  const rows = page.getByRole('region', { name: 'Reading and writing' }).locator('tbody tr');
  const cells = (row: number) => rows.nth(row).locator('th, td').allTextContents();
  await rows.nth(1).waitFor();
  expect(await cells(0)).toEqual([service, topics.anomalies, '48.2 k', '–', '–', '12 k']);
  expect(await cells(1)).toEqual([service, topics.rcaResults, '–', '31', '–', '–']);
  await page
    .getByRole('region', { name: 'Could not be processed' })
    .getByText('<b>no</b> JSON')
    .first()
    .waitFor();
  // The page looks again every few seconds: two looks make a rate.
  consumed.inc({ service, topic: topics.anomalies }, 1_000);
  await expect.poll(async () => Number((await cells(0))[4]), { timeout: 20_000 }).toBeGreaterThan(0);
  expect((await cells(0))[2]).toBe('49.2 k');
  expect(complaints).toEqual([]);
});

test('on a telephone each figure says what it is', async () => {
  const world = await startWorld();
  world.metrics.consumed.inc({ service, topic: topics.anomalies }, 5);
  const { page } = await show(world.page('health'), { width: 360 });
  await page.getByText(topics.anomalies).waitFor();
  const labels = await page.evaluate(
    `[...document.querySelectorAll('.table td')].slice(0, 5).map((cell) => getComputedStyle(cell, '::before').content)`,
  );
  expect(labels).toEqual(
    ['Topic', 'Messages read', 'Messages written', 'Each second', 'Still to read'].map(
      (label) => `"${label}: "`,
    ),
  );
});

test('what is down is told with what it says, and when there are no figures', async () => {
  const world = await startWorld({
    parts: () => ({
      loop: { up: false, detail: 'Kafka does not answer.' },
      grafana: { up: true, required: false },
    }),
  });
  const watched = await show(world.page('health'), {
    prepare: (page) => page.route('**/metrics', (route) => route.fulfill({ status: 503 })),
  });
  const { page } = watched;
  await page.getByText('Something is down.').waitFor();
  await page.getByRole('listitem').filter({ hasText: 'Kafka does not answer.' }).getByText('down').waitFor();
  await page.getByRole('alert').getByText('The figures of /metrics could not be had.').waitFor();
  expect(await watched.barriers()).toEqual([]);
  await watched.picture('health-down');
});
