import { createHmac } from 'node:crypto';
import { formatTimestamp } from '@aiops/contracts';
import type { WebClient } from '../../http/web-client.ts';
import type { Channel, Notification } from '../channel.ts';
import { fitText } from './fit-text.ts';

const SECOND = 1000;
const SHORT = 255;

/**
 * Any HTTP endpoint: the message as JSON. `Idempotency-Key` is the same when a message comes twice. With a secret,
 * `X-Aiops-Signature: t=<unix seconds>,v1=<hex>` proves who sent it: HMAC-SHA-256 over `<t>.<body>`.
 */
export function webhookChannel(client: WebClient, secret: string | undefined, now: () => number): Channel {
  return {
    async send(notification, signal) {
      const body = JSON.stringify(bodyOf(notification));
      const headers = {
        'Content-Type': 'application/json',
        'Idempotency-Key': notification.key,
        ...(secret === undefined ? {} : { 'X-Aiops-Signature': signature(secret, body, now()) }),
      };
      await client.send({ method: 'POST', path: '', body, headers }, signal);
    },
    close: () => client.close(),
  };
}

function bodyOf({ incident, revision, change, message, key, domain, cause, at }: Notification) {
  return {
    version: 1,
    id: key,
    incident_id: fitText(incident, SHORT),
    revision,
    change,
    timestamp: formatTimestamp(at),
    severity: message.severity,
    domain: domain === undefined ? null : fitText(domain, SHORT),
    cause: cause === undefined ? null : fitText(cause, SHORT),
    title: message.title,
    paragraphs: message.paragraphs,
    facts: message.facts,
    links: message.links,
  };
}

function signature(secret: string, body: string, at: number): string {
  const seconds = Math.floor(at / SECOND);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
