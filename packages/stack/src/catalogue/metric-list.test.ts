import { expect, test } from 'vitest';
import { metricList } from './metric-list.ts';

test('a list names labels once for many metrics, and the series of histograms and summaries', () => {
  const list = metricList('\n: up\n  down\na b: requests_total took~h\nc: wait~s\n: size~v\n');
  expect(Object.fromEntries(list)).toEqual({
    up: [],
    down: [],
    requests_total: ['a', 'b'],
    took_bucket: ['a', 'b', 'le'],
    took_sum: ['a', 'b'],
    took_count: ['a', 'b'],
    wait: ['c', 'quantile'],
    wait_sum: ['c'],
    wait_count: ['c'],
    size_bucket: ['vmrange'],
    size_sum: [],
    size_count: [],
  });
});
