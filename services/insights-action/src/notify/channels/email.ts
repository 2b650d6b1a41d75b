import type { NotificationChannel } from '@aiops/config';
import { Unavailable } from '@aiops/runtime';
import { createTransport } from 'nodemailer';
import { Refused } from '../../sinks/incident-sink.ts';
import type { Channel, Notification } from '../channel.ts';
import { fitText } from './fit-text.ts';

export interface MailOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: NotificationChannel['tls'];
  readonly from: string;
  readonly to: readonly string[];
  readonly login?: { readonly user: string; readonly pass: string };
  /** Certificates (PEM) to trust instead of the usual authorities. */
  readonly ca?: string;
}

const TIMEOUT_MS = 10_000;
const SUBJECT = 200;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * E-mail by SMTP. The Message-ID follows from what is told, so that one that comes twice is known to be the same; every
 * later mail refers to the first one, so that an incident is one thread.
 */
export function emailChannel(options: MailOptions): Channel {
  const { host, port, tls, from, to, login, ca } = options;
  const transport = createTransport({
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: ca === undefined ? {} : { ca },
    ...(login === undefined ? {} : { auth: login }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return {
    async send(notification, signal) {
      const mail = { ...mailOf(notification, domain), from, to: [...to], signal };
      await transport.sendMail(mail).catch((error: unknown) => {
        throw failure(error, `${host}:${port}`);
      });
    },
    close: () => transport.close(),
  };
}

function mailOf({ message, key, openingKey, at }: Notification, domain: string) {
  const opening = `<aiops.${openingKey}@${domain}>`;
  return {
    messageId: `<aiops.${key}@${domain}>`,
    ...(key === openingKey ? {} : { inReplyTo: opening, references: opening }),
    date: new Date(at),
    subject: fitText(message.title, SUBJECT),
    text: textOf(message),
    html: htmlOf(message),
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

function textOf({ paragraphs, facts, links }: Notification['message']): string {
  return [
    ...paragraphs,
    facts.map(({ name, value }) => `${name}: ${value}`).join('\n'),
    ...links.map(({ title, url }) => `${title}: ${url}`),
    '',
  ].join('\n\n');
}

function htmlOf({ paragraphs, facts, links }: Notification['message']): string {
  const rows = facts.map(
    ({ name, value }) => `<tr><th align="left">${safe(name)}</th><td>${safe(value)}</td></tr>`,
  );
  return [
    ...paragraphs.map((paragraph) => `<p>${safe(paragraph)}</p>`),
    `<table cellpadding="4">${rows.join('')}</table>`,
    ...links.map(({ title, url }) => `<p><a href="${safe(url)}">${safe(title)}</a></p>`),
  ].join('\n');
}

function safe(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** A reply of 5xx is a no; that nobody answers, or a reply of 4xx, may change. */
function failure(error: unknown, server: string): Error {
  const { responseCode, message } = error as { responseCode?: unknown; message?: unknown };
  const text = `Mail server ${server}: ${String(message).slice(0, 300)}`;
  return typeof responseCode === 'number' && responseCode >= 500 ? new Refused(text) : new Unavailable(text);
}
