import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConfigInput, configSchema } from '@aiops/config';
import { afterEach, expect, test } from 'vitest';
import { secretsOf } from './secrets-of.ts';

let folder: string;
afterEach(() => rm(folder, { recursive: true, force: true }));

async function secretsIn(files: Readonly<Record<string, string>>, insights: ConfigInput['insights_action']) {
  folder = await mkdtemp(join(tmpdir(), 'secrets-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const settings = JSON.parse(JSON.stringify(insights).replaceAll('FOLDER', folder)) as object;
  return secretsOf(configSchema.parse({ insights_action: settings }));
}

test('secrets are those of the settings and those in the files that channels and tokens name', async () => {
  const secrets = await secretsIn(
    {
      slack: 'https://hooks.example/services/T0/B0/x\n',
      sign: 'sign-key\r\n',
      pager: 'routing',
      mail: 'pass',
      alice: 'token',
    },
    {
      grafana: { password: 'of-grafana', user: 'u', url: 'http://grafana' },
      api: {
        admin_token: 'of-the-admin-of-the-test',
        tokens: [{ name: 'alice', role: 'viewer', token_file: 'FOLDER/alice' }],
      },
      notifications: {
        channels: [
          { name: 'chat', kind: 'slack', url_file: 'FOLDER/slack' },
          { name: 'hook', kind: 'webhook', url: 'http://hook', secret_file: 'FOLDER/sign' },
          { name: 'pager', kind: 'pagerduty', routing_key_file: 'FOLDER/pager' },
          {
            name: 'mail',
            kind: 'email',
            host: 'mail',
            from: 'a@b',
            to: ['c@d'],
            username: 'a',
            password_file: 'FOLDER/mail',
          },
        ],
      },
    },
  );
  expect(secrets).toEqual([
    'of-grafana',
    'of-the-admin-of-the-test',
    'sign-key',
    'routing',
    'pass',
    'token',
    'https://hooks.example/services/T0/B0/x',
    '/services/T0/B0/x',
  ]);
});

test('a file that is not there or empty is no secret, nor is a path that may stand anywhere', async () => {
  const channel = (name: string) => ({ name, kind: 'slack' as const, url_file: `FOLDER/${name}` });
  const channels = [channel('short'), channel('empty'), channel('gone')];
  const secrets = await secretsIn(
    { short: 'https://chat/hook', empty: '\n' },
    { notifications: { channels } },
  );
  expect(secrets).toEqual(['https://chat/hook']);
});
