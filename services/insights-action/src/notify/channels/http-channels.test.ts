import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema } from '@aiops/config';
import { Unavailable } from '@aiops/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Refused } from '../../sinks/incident-sink.ts';
import type { Channel, Notification } from '../channel.ts';
import { hostileNotification, hostileTexts, sampleNotification } from '../testing/sample-notification.ts';
import { vendorServer } from '../testing/vendor-server.ts';
import { openChannel } from './open-channel.ts';

const never = new AbortController().signal;
const NOW = 1_770_000_000_123;
let folder: string;
let vendor: Awaited<ReturnType<typeof vendorServer>>;
const channels: Channel[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'channels-'));
  vendor = await vendorServer();
});
afterEach(async () => {
  for (const channel of channels.splice(0)) channel.close();
  vendor.close();
  await rm(folder, { recursive: true });
});

/** A channel of the settings, whose secrets are in files; the vendor is the server of this test. */
async function open(kind: string, path = '', secret?: string): Promise<Channel> {
  const file = async (name: string, content: string) => {
    await writeFile(join(folder, name), `${content}\n`);
    return join(folder, name);
  };
  const url = `${vendor.url}${path}`;
  const settings = {
    name: 'ops',
    kind,
    ...(kind === 'pagerduty'
      ? { url, routing_key_file: await file('key', 'R0UTE') }
      : { url_file: await file('url', url) }),
    ...(secret === undefined ? {} : { secret_file: await file('secret', secret) }),
  };
  const { notifications } = configSchema.parse({
    insights_action: { notifications: { channels: [settings] } },
  }).insights_action;
  const [parsed] = notifications.channels;
  if (parsed === undefined) throw new Error('There is no channel.');
  const channel = await openChannel(parsed, () => NOW);
  channels.push(channel);
  return channel;
}

async function bodyOf(channel: Channel, notification: Notification): Promise<unknown> {
  await channel.send(notification, never);
  return JSON.parse(vendor.received.at(-1)?.body ?? '');
}

/** What each kind answers when it takes a message. */
const taken: Record<string, string> = {
  webhook: '',
  slack: 'ok',
  pagerduty: '{"status":"success","message":"Event processed","dedup_key":"x"}',
  dingtalk: '{"errcode":0,"errmsg":"ok"}',
  feishu: '{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}',
  wecom: '{"errcode":0,"errmsg":"ok"}',
};

test('a webhook gets the message as JSON, signed, with a key by which it knows it again', async () => {
  const channel = await open('webhook', '/hook?team=a', 's3cret');
  const notification = sampleNotification();
  await channel.send(notification, never);
  const [request] = vendor.received;
  expect(request).toMatchObject({ method: 'POST', url: '/hook?team=a' });
  expect(request?.headers).toMatchObject({ 'content-type': 'application/json', 'idempotency-key': 'k1' });
  const t = Math.floor(NOW / 1000);
  const v1 = createHmac('sha256', 's3cret').update(`${t}.${request?.body}`).digest('hex');
  expect(request?.headers['x-aiops-signature']).toBe(`t=${t},v1=${v1}`);
  expect(JSON.parse(request?.body ?? '')).toMatchObject({
    version: 1,
    id: 'k1',
    incident_id: '3f1c0a9b7e5d2c4f6a8b0d1e',
    revision: 1,
    change: 'opened',
    timestamp: '2026-01-27T12:01:01.000Z',
    severity: 'critical',
    domain: 'lab',
    cause: 'rack-sw-1',
    title: 'Incident (critical): rack-sw-1',
  });
});

test('Slack gets blocks with a text for places that show none', async () => {
  vendor.usual = 'ok';
  const channel = await open('slack', '/services/T/B/X');
  expect(await bodyOf(channel, sampleNotification())).toMatchObject({
    text: expect.stringMatching(/^Incident \(critical\): rack-sw-1\n/),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: 'Incident (critical): rack-sw-1' } },
      { type: 'section', text: { type: 'mrkdwn', verbatim: true } },
      { type: 'section' },
      { type: 'section' },
      {
        type: 'section',
        fields: expect.arrayContaining([expect.objectContaining({ text: '*Cause*\nrack-sw-1' })]),
      },
      {
        type: 'section',
        text: {
          text: '<https://aiops.example.org/ui/incidents/3f1c0a9b7e5d2c4f6a8b0d1e|Open the incident>',
        },
      },
    ],
  });
});

test('PagerDuty gets an event that the incident id joins, and the end of it', async () => {
  const channel = await open('pagerduty', '/v2/enqueue');
  expect(await bodyOf(channel, sampleNotification())).toMatchObject({
    routing_key: 'R0UTE',
    event_action: 'trigger',
    dedup_key: '3f1c0a9b7e5d2c4f6a8b0d1e',
    payload: {
      summary: 'Incident (critical): rack-sw-1',
      source: 'rack-sw-1',
      severity: 'critical',
      timestamp: '2026-01-27T12:01:01.000Z',
      component: 'rack-sw-1',
      group: 'lab',
      class: 'opened',
    },
    links: [{ href: expect.stringContaining('/incidents/'), text: 'Open the incident' }],
  });
  for (const change of ['resolved', 'merged'] as const)
    expect(await bodyOf(channel, sampleNotification({ change }))).toEqual({
      routing_key: 'R0UTE',
      event_action: 'resolve',
      dedup_key: '3f1c0a9b7e5d2c4f6a8b0d1e',
    });
});

test('DingTalk gets Markdown at an address that is signed', async () => {
  vendor.usual = taken.dingtalk ?? '';
  const channel = await open('dingtalk', '/robot/send?access_token=T', 'SEC+1');
  expect(await bodyOf(channel, sampleNotification())).toMatchObject({
    msgtype: 'markdown',
    markdown: {
      title: 'Incident (critical): rack-sw-1',
      text: expect.stringMatching(/^#### Incident \(critical\): rack-sw-1\n\n/),
    },
    at: { isAtAll: false },
  });
  const query = new URL(vendor.received[0]?.url ?? '', vendor.url).searchParams;
  const sign = createHmac('sha256', 'SEC+1').update(`${NOW}\nSEC+1`).digest('base64');
  expect(Object.fromEntries(query)).toEqual({ access_token: 'T', timestamp: String(NOW), sign });
});

test('Feishu gets a card in a body that is signed', async () => {
  vendor.usual = taken.feishu ?? '';
  const channel = await open('feishu', '/open-apis/bot/v2/hook/x', 'demo');
  const timestamp = String(Math.floor(NOW / 1000));
  expect(await bodyOf(channel, sampleNotification())).toMatchObject({
    timestamp,
    sign: createHmac('sha256', `${timestamp}\ndemo`).update('').digest('base64'),
    msg_type: 'interactive',
    card: {
      header: { title: { tag: 'plain_text', content: 'Incident (critical): rack-sw-1' }, template: 'red' },
    },
  });
  expect(await bodyOf(channel, sampleNotification({ change: 'resolved' }))).toMatchObject({
    card: { header: { template: 'green' } },
  });
});

test('WeCom gets Markdown', async () => {
  vendor.usual = taken.wecom ?? '';
  const channel = await open('wecom', '/cgi-bin/webhook/send?key=K');
  expect(await bodyOf(channel, sampleNotification())).toEqual({
    msgtype: 'markdown',
    markdown: {
      content: expect.stringMatching(
        /^\*\*Incident \(critical\): rack-sw-1\*\*\n\[Open the incident\]\(https/,
      ),
    },
  });
});

describe.each(Object.entries(taken))('%s', (kind, ok) => {
  test.each([
    [500, Unavailable],
    [429, Unavailable],
    [400, Refused],
    [404, Refused],
    [302, Refused],
  ])('that answers with status %i did not take it', async (status, error) => {
    vendor.answers.push({ status, body: 'no' });
    const sent = (await open(kind, '/a-secret?key=hidden')).send(sampleNotification(), never);
    await expect(sent).rejects.toBeInstanceOf(error);
    await expect(sent).rejects.toThrow(/^Channel ops: POST: status /);
    await expect(sent).rejects.not.toThrow(/secret|hidden/);
  });

  test('that cannot be reached is to be tried again later', async () => {
    const channel = await open(kind, '/a-secret?key=hidden');
    vendor.close();
    const sent = channel.send(sampleNotification(), never);
    await expect(sent).rejects.toBeInstanceOf(Unavailable);
    await expect(sent).rejects.not.toThrow(/secret|hidden/);
  });

  test.each([...hostileTexts.entries()])('lets nothing of hostile text %i through', async (_number, text) => {
    vendor.usual = ok;
    const channel = await open(kind);
    for (const change of ['opened', 'resolved'] as const) {
      await channel.send(hostileNotification(text, { change }), never);
      const body = vendor.received.at(-1)?.body ?? '';
      expect(Buffer.byteLength(body)).toBeLessThan(20_000);
      checks[kind]?.(JSON.parse(body) as never);
    }
  });
});

/** What must hold of a body whatever the texts in it are. */
const checks: Record<string, (body: never) => void> = {
  slack({
    text,
    blocks,
  }: {
    text: string;
    blocks: { type: string; text?: { text: string }; fields?: { text: string }[] }[];
  }) {
    expect(text.length).toBeLessThanOrEqual(3_000);
    expect(text).not.toMatch(/[<>]/);
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const { type, text: one, fields = [] } of blocks) {
      if (type === 'header') expect(one?.text.length).toBeLessThanOrEqual(150);
      for (const { text: shown } of [...fields, ...(one === undefined || type === 'header' ? [] : [one])]) {
        expect(shown.length).toBeLessThanOrEqual(3_000);
        const rest = shown.replaceAll(
          /<https:\/\/aiops\.example\.org\/ui\/incidents\/[^<>|]*\|Open the incident>/g,
          '',
        );
        expect(rest).not.toMatch(/[<>]/);
      }
    }
  },
  pagerduty({ dedup_key, payload }: { dedup_key: string; payload?: Record<string, string> }) {
    expect(dedup_key.length).toBeLessThanOrEqual(255);
    expect(payload?.summary?.length ?? 0).toBeLessThanOrEqual(1_024);
    expect(payload?.source?.length ?? 1).toBeGreaterThan(0);
  },
  dingtalk({ markdown, at }: { markdown: { title: string; text: string }; at: object }) {
    expect(at).toEqual({ isAtAll: false });
    expectPlain(markdown.title);
    expectPlain(markdown.text.replace(/^#### /, '').replaceAll(/^- \*\*\w+\*\* /gm, ''));
  },
  feishu({ card }: { card: object }) {
    const tags = [...JSON.stringify(card).matchAll(/"tag":"([a-z_]+)"/g)].map(([, tag]) => tag);
    expect(new Set(tags)).toEqual(new Set(['plain_text', 'div', 'action', 'button']));
  },
  wecom({ markdown }: { markdown: { content: string } }) {
    expect(Buffer.byteLength(markdown.content)).toBeLessThanOrEqual(4_096);
    expectPlain(markdown.content.replace(/^\*\*(.*)\*\*$/m, '$1').replaceAll(/^> /gm, ''));
  },
};

/** No link but ours, no image, mention, tag, code or emphasis. */
function expectPlain(text: string): void {
  const rest = text.replaceAll(
    /\[Open the incident\]\(https:\/\/aiops\.example\.org\/ui\/incidents\/[^()\s]*\)/g,
    '',
  );
  expect(rest).not.toMatch(/[[\]<>@`*#\\]/);
}

describe('an answer that is successful and says no', () => {
  test.each([
    ['slack', 'invalid_blocks', Refused],
    ['slack', '', Refused],
    ['dingtalk', '{"errcode":310000,"errmsg":"sign not match"}', Refused],
    ['dingtalk', '{"errcode":130101,"errmsg":"send too fast"}', Unavailable],
    ['dingtalk', '{"errcode":410100,"errmsg":"too fast"}', Unavailable],
    ['dingtalk', '{"errcode":-1,"errmsg":"system busy"}', Unavailable],
    ['dingtalk', '<html>', Refused],
    ['dingtalk', '{}', Refused],
    ['dingtalk', '{"errcode":"0"}', Refused],
    ['dingtalk', 'null', Refused],
    ['feishu', '{"code":19021,"msg":"sign match fail or timestamp is not within one hour"}', Refused],
    ['feishu', '{"code":11232,"msg":"frequency limited"}', Unavailable],
    ['feishu', '{"StatusCode":19024,"StatusMessage":"Key Words Not Found"}', Refused],
    ['wecom', '{"errcode":93000,"errmsg":"invalid webhook url"}', Refused],
    ['wecom', '{"errcode":45009,"errmsg":"api freq out of limit"}', Unavailable],
    ['wecom', '{"errcode":40058,"errmsg":"content exceed max length"}', Refused],
  ])('%s: %s', async (kind, body, error) => {
    vendor.answers.push({ body });
    await expect((await open(kind)).send(sampleNotification(), never)).rejects.toBeInstanceOf(error);
  });
});
