import { createHmac } from 'node:crypto';
import type { Severity } from '@aiops/contracts';
import type { WebClient } from '../../http/web-client.ts';
import type { Channel, Notification } from '../channel.ts';
import { bytesOf, fitText } from './fit-text.ts';
import { checkVendorAnswer } from './vendor-answer.ts';

const SECOND = 1000;
/** A body may have 20 KB. */
const TITLE_BYTES = 300;
const PARAGRAPH_BYTES = 2_500;
const VALUE_BYTES = 500;
/** Messages that come too fast: for this robot, and for the platform. */
const LATER = [11232, 99991400];
const COLOURS: Readonly<Record<Severity, string>> = {
  low: 'blue',
  medium: 'yellow',
  high: 'orange',
  critical: 'red',
};

/**
 * A Feishu or Lark group, by a custom robot: a card of plain texts, in which nothing is read as markup or a mention. With a secret the body is
 * signed: base64(HMAC-SHA-256 of nothing with the key `<unix seconds>\n<secret>`).
 */
export function feishuChannel(client: WebClient, secret: string | undefined, now: () => number): Channel {
  return {
    async send(notification, signal) {
      const proof = secret === undefined ? {} : signed(secret, now());
      const body = { ...proof, msg_type: 'interactive', card: cardOf(notification) };
      const answer = await client.send({ method: 'POST', path: '', body }, signal);
      checkVendorAnswer(answer, { name: 'Feishu', fields: ['code', 'StatusCode'], later: LATER });
    },
    close: () => client.close(),
  };
}

function signed(secret: string, at: number) {
  const timestamp = String(Math.floor(at / SECOND));
  return { timestamp, sign: createHmac('sha256', `${timestamp}\n${secret}`).digest('base64') };
}

function cardOf({ change, message }: Notification) {
  const { title, paragraphs, facts, links, severity } = message;
  const ended = change === 'resolved' || change === 'merged';
  const buttons = links.map((link) => ({
    tag: 'button',
    text: plain(link.title, VALUE_BYTES),
    type: 'default',
    url: link.url,
  }));
  return {
    config: { wide_screen_mode: true },
    header: { title: plain(title, TITLE_BYTES), template: ended ? 'green' : COLOURS[severity] },
    elements: [
      ...paragraphs.map((paragraph) => ({ tag: 'div', text: plain(paragraph, PARAGRAPH_BYTES) })),
      {
        tag: 'div',
        fields: facts.map(({ name, value }) => ({
          is_short: true,
          text: plain(`${name}\n${value}`, VALUE_BYTES),
        })),
      },
      ...(buttons.length === 0 ? [] : [{ tag: 'action', actions: buttons }]),
    ],
  };
}

function plain(text: string, limit: number) {
  return { tag: 'plain_text', content: fitText(text, limit, { size: bytesOf }) };
}
