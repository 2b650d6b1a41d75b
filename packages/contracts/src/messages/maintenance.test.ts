import { expect, test } from 'vitest';
import { maintenanceSpan } from './maintenance.ts';

const span = (details: Record<string, unknown> | undefined, event_type = 'maintenance') =>
  maintenanceSpan({ timestamp: '2026-01-27T12:00:00Z', event_type, ...(details && { details }) });
const noon = Date.UTC(2026, 0, 27, 12);

test('the span of maintenance begins with the event unless it says otherwise', () => {
  expect(span({ until: '2026-01-27T14:00:00+01:00' })).toEqual({ from: noon, until: noon + 3_600_000 });
  expect(span({ from: noon / 1000 + 60, until: String(noon / 1000 + 120) })).toEqual({
    from: noon + 60_000,
    until: noon + 120_000,
  });
});

test('a notice and other events have none', () => {
  expect([span(undefined), span({}), span({ until: noon }, 'deployment')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test.each([
  [{ until: 'tomorrow' }, 'until', 'expected ISO 8601 or epoch time'],
  [{ until: null }, 'until', 'expected ISO 8601 or epoch time'],
  [{ from: [], until: noon + 1 }, 'from', 'expected ISO 8601 or epoch time'],
  [{ until: '2026-01-27T12:00:00Z' }, 'until', 'expected a later time than from'],
])('%j is told with its place', (details, field, problem) => {
  expect(span(details)).toEqual({ path: ['details', field], problem });
});
