import { expect, test } from 'vitest';
import { missingRole, type SessionState } from './session.ts';

const known = (
  role: 'viewer' | 'operator' | 'approver' | 'admin',
  by: 'cookie' | 'nobody' = 'cookie',
): SessionState => ({
  status: 'known',
  session: { name: 'alice', role, by },
});

test('each role may what those before it may', () => {
  expect(missingRole(known('operator'), 'requestRun')).toBeUndefined();
  expect(missingRole(known('operator'), 'approveRun')).toBe('approver');
  expect(missingRole(known('admin'), 'approveRun')).toBeUndefined();
  expect(missingRole(known('viewer'), 'giveFeedback')).toBe('operator');
});

test('without a token one reads at most', () => {
  expect(missingRole(known('viewer', 'nobody'), 'listIncidents')).toBeUndefined();
  expect(missingRole(known('admin', 'nobody'), 'requestRun')).toBe('operator');
});

test('nothing is allowed before it is known who asks, but what needs nobody', () => {
  expect(missingRole({ status: 'unknown' }, 'requestRun')).toBe('operator');
  expect(missingRole({ status: 'needed' }, 'openSession')).toBeUndefined();
});
