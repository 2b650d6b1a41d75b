import { createHmac } from 'node:crypto';
import type { WebClient } from '../../http/web-client.ts';
import type { Channel, Notification } from '../channel.ts';
import { bytesOf, fitText } from './fit-text.ts';
import { markdownTarget, plainMarkdown } from './plain-markdown.ts';
import { checkVendorAnswer } from './vendor-answer.ts';

/** A body may have 20,000 bytes; the rest is what JSON adds. */
const TEXT_BYTES = 15_000;
const TITLE_BYTES = 200;
const PARAGRAPH_BYTES = 3_000;
/** A busy system; messages that come too fast (in both forms that it is told); the quota of the robot. */
const LATER = [-1, 130101, 410100, 90030];

/**
 * A DingTalk group, by a custom robot: Markdown, nobody mentioned. With a secret the address is signed:
 * base64(HMAC-SHA-256(secret, `<ms>\n<secret>`)).
 */
export function dingTalkChannel(client: WebClient, secret: string | undefined, now: () => number): Channel {
  return {
    async send({ message }, signal) {
      const query = secret === undefined ? {} : signed(secret, now());
      const body = { msgtype: 'markdown', markdown: markdownOf(message), at: { isAtAll: false } };
      const answer = await client.send({ method: 'POST', path: '', query, body }, signal);
      checkVendorAnswer(answer, { name: 'DingTalk', fields: ['errcode'], later: LATER });
    },
    close: () => client.close(),
  };
}

function signed(secret: string, at: number) {
  const sign = createHmac('sha256', secret).update(`${at}\n${secret}`).digest('base64');
  return { timestamp: at, sign };
}

function markdownOf({ title, paragraphs, facts, links }: Notification['message']) {
  const plain = (text: string, limit: number) =>
    fitText(text, limit, { escape: plainMarkdown, size: bytesOf });
  const sections = [
    `#### ${plain(title, TITLE_BYTES)}`,
    ...paragraphs.map((paragraph) => plain(paragraph, PARAGRAPH_BYTES)),
    facts.map(({ name, value }) => `- **${name}** ${plain(value, 500)}`).join('\n'),
    ...links.map((link) => `[${link.title}](${markdownTarget(link.url)})`),
  ];
  return { title: plain(title, TITLE_BYTES), text: fitSections(sections) };
}

/** As many sections as there is room for. */
function fitSections(sections: readonly string[]): string {
  const kept: string[] = [];
  for (const section of sections) {
    if (bytesOf([...kept, section].join('\n\n')) <= TEXT_BYTES) kept.push(section);
  }
  return kept.join('\n\n');
}
