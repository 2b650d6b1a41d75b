import { expect, test } from 'vitest';
import { isRolledUp, rollupFigures, rollupName, rollupWindows } from './stream-metrics.ts';

test('a rollup has a name of its own for each window and figure, and is not rolled up again', () => {
  const names = (Object.keys(rollupWindows) as (keyof typeof rollupWindows)[]).flatMap((window) =>
    rollupFigures.map((figure) => rollupName('cpu_usage', window, figure)),
  );
  expect(names).toContain('cpu_usage:5m:max');
  expect(new Set(names).size).toBe(10);
  expect(isRolledUp('cpu_usage')).toBe(true);
  expect(names.some(isRolledUp)).toBe(false);
  expect(['span_rate', 'log_lines', 'stream_skipped_records'].some(isRolledUp)).toBe(false);
});
