import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AnomalyFilter, filterFrom, searchOf } from './anomaly-filter.ts';

const name = fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme-ascii' });
const filters: fc.Arbitrary<AnomalyFilter> = fc.record(
  {
    entity: name,
    metric: name,
    severity: fc.constantFrom('medium' as const, 'high' as const, 'critical' as const),
    status: fc.constantFrom('firing' as const, 'resolved' as const),
  },
  { requiredKeys: [] },
);

test('every filter survives the address', () => {
  fc.assert(
    fc.property(filters, (filter) => {
      expect(filterFrom(searchOf(filter))).toEqual(filter);
    }),
  );
});

test('what an address says that is no filter is left out', () => {
  expect(filterFrom('?severity=low&status=maybe&entity=&x=1')).toEqual({});
  expect(searchOf({ entity: '' })).toBe('');
});

test('a name that the API would refuse is cut', () => {
  expect(filterFrom(`?entity=${'a'.repeat(300)}`).entity).toHaveLength(200);
});
