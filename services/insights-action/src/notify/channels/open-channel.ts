import { readFile } from 'node:fs/promises';
import { InvalidConfig, type NotificationChannel } from '@aiops/config';
import { createWebClient, type WebClient } from '../../http/web-client.ts';
import type { Channel } from '../channel.ts';
import { dingTalkChannel } from './dingtalk.ts';
import { emailChannel } from './email.ts';
import { feishuChannel } from './feishu.ts';
import { PAGERDUTY_URL, pagerDutyChannel } from './pagerduty.ts';
import { slackChannel } from './slack.ts';
import { webhookChannel } from './webhook.ts';
import { weComChannel } from './wecom.ts';

type FileKey = 'url_file' | 'secret_file' | 'routing_key_file' | 'password_file' | 'ca_file';

/**
 * The channel that the settings describe. Its secrets are read now, once; throws {@link InvalidConfig} with the setting
 * when a file cannot be read or does not hold what it should.
 */
export async function openChannel(settings: NotificationChannel, now: () => number): Promise<Channel> {
  const read = (key: FileKey) => contentOf(settings, key);
  const ca = await read('ca_file');
  const trusting = ca === undefined ? {} : { ca };
  if (settings.kind === 'email') return mailChannel(settings, await read('password_file'), trusting);
  const url = settings.url ?? (await read('url_file')) ?? PAGERDUTY_URL;
  if (!isAddress(url))
    throw wrong(settings, 'url_file', 'expected a file that holds an address such as https://…');
  const client = createWebClient({ name: `Channel ${settings.name}`, baseUrl: url, ...trusting });
  return httpChannel(
    settings,
    client,
    { secret: await read('secret_file'), routingKey: await read('routing_key_file') },
    now,
  );
}

interface Secrets {
  readonly secret: string | undefined;
  readonly routingKey: string | undefined;
}

function httpChannel(
  { kind }: NotificationChannel,
  client: WebClient,
  { secret, routingKey = '' }: Secrets,
  now: () => number,
): Channel {
  switch (kind) {
    case 'slack':
      return slackChannel(client);
    case 'pagerduty':
      return pagerDutyChannel(client, routingKey);
    case 'dingtalk':
      return dingTalkChannel(client, secret, now);
    case 'feishu':
      return feishuChannel(client, secret, now);
    case 'wecom':
      return weComChannel(client);
    default:
      return webhookChannel(client, secret, now);
  }
}

function mailChannel(
  { host = '', port, tls, from = '', to = [], username }: NotificationChannel,
  pass: string | undefined,
  trusting: { ca?: string },
): Channel {
  const login = username === undefined || pass === undefined ? {} : { login: { user: username, pass } };
  return emailChannel({ host, port, tls, from, to, ...login, ...trusting });
}

/** What a file of the settings holds, without the newline at its end. */
async function contentOf(settings: NotificationChannel, key: FileKey): Promise<string | undefined> {
  const file = settings[key];
  if (file === undefined) return undefined;
  const content = await readFile(file, 'utf8').catch((error: unknown) => {
    const { code } = error as { code?: unknown };
    throw wrong(settings, key, `expected a readable file, but ${file} cannot be read (${String(code)})`);
  });
  const text = content.replace(/\r?\n$/, '');
  if (text.trim() === '')
    throw wrong(settings, key, `expected a file that holds something, but ${file} is empty`);
  return text;
}

function wrong({ name }: NotificationChannel, key: FileKey, message: string): InvalidConfig {
  return new InvalidConfig([`insights_action.notifications.channels (${name}).${key}: ${message}`]);
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\/\S+$/i.test(text);
}
