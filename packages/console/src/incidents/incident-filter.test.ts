import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleSummary } from '../testing/sample-summary.ts';
import { byUrgency, filterFrom, type IncidentFilter, isShown, searchOf } from './incident-filter.ts';

const filters: fc.Arbitrary<IncidentFilter> = fc.record(
  {
    state: fc.constantFrom('open' as const, 'closed' as const),
    severity: fc.constantFrom('medium' as const, 'high' as const, 'critical' as const),
    text: fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme-ascii' }),
    simulated: fc.constant(false as const),
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

test('without a filter the address stays bare', () => {
  expect(searchOf({})).toBe('');
  expect(searchOf({ text: '' })).toBe('');
});

test('what an address says that is no filter is left out', () => {
  expect(filterFrom('?state=ajar&severity=low&simulated=maybe&text=&x=1')).toEqual({});
});

test.each([
  ['state', { state: 'closed' as const }, false],
  ['the same severity', { severity: 'high' as const }, true],
  ['a worse severity', { severity: 'critical' as const }, false],
  ['an entity in any case', { text: 'WEB-' }, true],
  ['a text that is nowhere', { text: 'mars' }, false],
  ['what is real', { simulated: false as const }, true],
])('by %s', (_, filter, isExpected) => {
  expect(isShown(sampleSummary(), filter)).toBe(isExpected);
});

test('the simulated can be left out', () => {
  expect(isShown(sampleSummary({ simulated: true }), { simulated: false })).toBe(false);
});

test('open ones come first, worse before less bad, closed ones by when they began', () => {
  const list = [
    sampleSummary({
      id: 'old',
      state: 'closed',
      severity: 'critical',
      listed_at: '2026-01-01T00:00:00.000Z',
    }),
    sampleSummary({ id: 'new', state: 'closed', severity: 'low', listed_at: '2026-01-02T00:00:00.000Z' }),
    sampleSummary({ id: 'low', severity: 'low' }),
    sampleSummary({ id: 'b', severity: 'critical' }),
    sampleSummary({ id: 'a', severity: 'critical' }),
  ];
  expect(list.sort(byUrgency).map(({ id }) => id)).toEqual(['a', 'b', 'low', 'new', 'old']);
});
