import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Unavailable } from '@aiops/runtime';
import { makeCertificates } from '@aiops/testbed';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Refused } from '../../sinks/incident-sink.ts';
import type { Channel } from '../channel.ts';
import { hostileNotification, hostileTexts, sampleNotification } from '../testing/sample-notification.ts';
import { emailChannel, type MailOptions } from './email.ts';

const never = new AbortController().signal;
interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly secure: boolean;
  readonly user: string | undefined;
}

let folder: string;
let key: string;
let cert: string;
let ca: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mail-'));
  const { server, caFile } = await makeCertificates(folder);
  const files = [server.keyFile, server.certificateFile, caFile];
  [key = '', cert = '', ca = ''] = await Promise.all(files.map((file) => readFile(file, 'utf8')));
});
afterAll(() => rm(folder, { recursive: true }));

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A mail server in this process, and a channel to it. */
async function world(server: SMTPServerOptions = {}, rest: Partial<MailOptions> = {}, trusting = true) {
  const mails: Mail[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    key,
    cert,
    onAuth: ({ username, password }, _session, done) =>
      password === 'right' ? done(null, { user: username }) : done(new Error('Wrong password')),
    onData(stream, session, done) {
      let raw = '';
      stream.on('data', (chunk) => {
        raw += String(chunk);
      });
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw,
          secure: session.secure,
          user: session.user as string | undefined,
        });
        done();
      });
    },
    ...server,
  });
  smtp.on('error', () => {});
  await new Promise<void>((resolve) => void smtp.listen(0, '127.0.0.1', resolve));
  const { port } = smtp.server.address() as AddressInfo;
  const channel: Channel = emailChannel({
    host: 'localhost',
    port,
    tls: 'starttls',
    from: 'aiops@example.org',
    to: ['ops@example.org', 'lead@example.org'],
    ...(trusting ? { ca } : {}),
    ...rest,
  });
  closers.push(
    () => channel.close(),
    () => new Promise<void>((resolve) => smtp.close(() => resolve())),
  );
  return { mails, channel };
}

/** The headers of a mail, unfolded, in small letters. */
function headersOf({ raw }: Mail): Map<string, string> {
  const [head = ''] = raw.split('\r\n\r\n');
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
}

test('a mail goes to every recipient, encrypted by STARTTLS, as text and as HTML', async () => {
  const { mails, channel } = await world();
  await channel.send(sampleNotification(), never);
  const [mail] = mails;
  expect(mail).toMatchObject({
    from: 'aiops@example.org',
    to: ['ops@example.org', 'lead@example.org'],
    secure: true,
  });
  const headers = headersOf(mail as Mail);
  expect(headers.get('subject')).toBe('Incident (critical): rack-sw-1');
  expect(headers.get('auto-submitted')).toBe('auto-generated');
  expect(headers.get('content-type')).toMatch(/^multipart\/alternative/);
  expect(mail?.raw).toContain('Cause: rack-sw-1');
  expect(mail?.raw).toContain('<td>rack-sw-1</td>');
});

test('mails about one incident are one thread, and one that comes twice has the same id', async () => {
  const { mails, channel } = await world();
  await channel.send(sampleNotification({ key: 'k1', openingKey: 'k1' }), never);
  await channel.send(sampleNotification({ key: 'k2', openingKey: 'k1', change: 'resolved' }), never);
  await channel.send(sampleNotification({ key: 'k2', openingKey: 'k1', change: 'resolved' }), never);
  const [opening, end, again] = mails.map(headersOf);
  expect(opening?.get('message-id')).toBe('<aiops.k1@example.org>');
  expect(opening?.has('in-reply-to')).toBe(false);
  expect(end?.get('message-id')).toBe('<aiops.k2@example.org>');
  expect([end?.get('in-reply-to'), end?.get('references')]).toEqual([
    '<aiops.k1@example.org>',
    '<aiops.k1@example.org>',
  ]);
  expect(again).toEqual(new Map([...(end ?? []), ['content-type', again?.get('content-type') ?? '']]));
});

describe('the way to the server', () => {
  test('can be encrypted from the beginning', async () => {
    const { mails, channel } = await world({ secure: true }, { tls: 'implicit' });
    await channel.send(sampleNotification(), never);
    expect(mails).toMatchObject([{ secure: true }]);
  });

  test('is not taken without encryption when that was asked for', async () => {
    const { mails, channel } = await world({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    await expect(channel.send(sampleNotification(), never)).rejects.toThrow(/Mail server localhost:\d+: /);
    expect(mails).toEqual([]);
  });

  test('is not taken to a server with a certificate that nobody trusts', async () => {
    const { mails, channel } = await world({}, {}, false);
    await expect(channel.send(sampleNotification(), never)).rejects.toThrow(/certificate/);
    expect(mails).toEqual([]);
  });

  test('is taken with a name and a password', async () => {
    const { mails, channel } = await world(
      { authOptional: false },
      { login: { user: 'aiops', pass: 'right' } },
    );
    await channel.send(sampleNotification(), never);
    expect(mails).toMatchObject([{ user: 'aiops' }]);
  });
});

describe('what the server says', () => {
  const saying = (responseCode: number): SMTPServerOptions => ({
    onRcptTo: (_address, _session, done) => done(Object.assign(new Error('Not now'), { responseCode })),
  });

  test.each([
    ['a wrong password is a no', { authOptional: false }, { login: { user: 'a', pass: 'wrong' } }, Refused],
    ['5xx is a no', saying(550), {}, Refused],
    ['4xx may change', saying(451), {}, Unavailable],
    ['that nobody listens may change', {}, { port: 1 }, Unavailable],
  ])('%s', async (_name, server, rest, error) => {
    const { mails, channel } = await world(server, rest);
    const sent = channel.send(sampleNotification(), never);
    await expect(sent).rejects.toBeInstanceOf(error);
    await expect(sent).rejects.not.toThrow(/wrong/);
    expect(mails).toEqual([]);
  });

  test('is not waited for when the fleet stops', async () => {
    const { channel } = await world();
    await expect(channel.send(sampleNotification(), AbortSignal.abort())).rejects.toBeInstanceOf(Unavailable);
  });
});

test.each([...hostileTexts.entries()])(
  'hostile text %i adds no header, recipient or markup',
  async (_number, text) => {
    const { mails, channel } = await world({}, { tls: 'none' });
    await channel.send(hostileNotification(text), never);
    const [mail] = mails as [Mail];
    expect(mail.to).toEqual(['ops@example.org', 'lead@example.org']);
    const headers = headersOf(mail);
    expect([...headers.keys()].sort()).toEqual([
      'auto-submitted',
      'content-type',
      'date',
      'from',
      'message-id',
      'mime-version',
      'subject',
      'to',
    ]);
    const html = mail.raw.slice(mail.raw.indexOf('text/html'));
    expect(html).not.toMatch(/<(?:script|img|font|at|!|%|https?:)/i);
    expect(html.replaceAll(/=\r\n/g, '')).not.toContain('javascript:alert(1)">');
  },
);
