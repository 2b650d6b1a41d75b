import { configSchema } from '@aiops/config';
import { expect, test } from 'vitest';
import type { Call } from '../handler.ts';
import { muteOperations } from '../operations/mute-operations.ts';
import type { LiveMutes } from '../ports.ts';
import { muteHandlers } from './mute-handlers.ts';

const none = { list: async () => [] } as unknown as LiveMutes;

test('mutes of the settings stand beside those that were added', async () => {
  const { notifications } = configSchema.parse({
    insights_action: {
      notifications: {
        mutes: [
          {
            name: 'backup',
            match: { entity: 'nas-*' },
            every: { cron: '0 22 * * sat', duration: '6h', zone: 'Europe/Berlin' },
          },
          {
            name: 'cables',
            from: '2026-12-05T22:00:00+01:00',
            until: '2026-12-06T04:00:00+01:00',
            reason: 'The cables are renewed',
          },
        ],
      },
    },
  }).insights_action;
  const answer = await muteHandlers(none, () => 0, notifications.mutes).listMutes(
    {} as Call<typeof muteOperations.listMutes>,
  );
  const once = { from: null, until: null, reason: null };
  expect(muteOperations.listMutes.answer.parse(answer)).toEqual({
    items: [],
    settings: [
      {
        ...once,
        name: 'backup',
        match: { entity: ['nas-*'] },
        every: { cron: '0 22 * * sat', duration_ms: 21_600_000, zone: 'Europe/Berlin' },
      },
      {
        name: 'cables',
        match: {},
        from: '2026-12-05T21:00:00.000Z',
        until: '2026-12-06T03:00:00.000Z',
        every: null,
        reason: 'The cables are renewed',
      },
    ],
  });
});
