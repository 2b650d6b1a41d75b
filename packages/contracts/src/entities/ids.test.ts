import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anomalyId, contentId, incidentId } from './ids.ts';

describe('an id', () => {
  test('never changes for the same content: a change here makes every replay differ from its recording', () => {
    expect(contentId('a', 1)).toBe('135f17a475a61afdeeaf3759');
    expect(
      anomalyId('urn:aiops:device:server:default:web-01|cpu_usage{}', 'cpu_high', 1_234_568_190_000),
    ).toBe('19d9578f0706493b32179abf');
    expect(incidentId('19d9578f0706493b32179abf')).toBe('99e1c9a527907054be2352d9');
  });

  test('tells a number from its text and one split of parts from another', () => {
    expect(contentId('1')).not.toBe(contentId(1));
    expect(contentId('ab', 'c')).not.toBe(contentId('a', 'bc'));
    expect(contentId('a","b')).not.toBe(contentId('a', 'b'));
  });

  test('is 24 hex digits, also of text that is no valid Unicode', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (parts) => {
        expect(contentId(...parts)).toMatch(/^[0-9a-f]{24}$/);
        expect(contentId(...parts)).toBe(contentId(...parts));
      }),
    );
    expect(contentId('\ud800')).toMatch(/^[0-9a-f]{24}$/);
  });
});
