import type { WebClient } from '../../http/web-client.ts';
import type { Channel, Notification } from '../channel.ts';
import { bytesOf, fitText } from './fit-text.ts';
import { markdownTarget, plainMarkdown } from './plain-markdown.ts';
import { checkVendorAnswer } from './vendor-answer.ts';

const CONTENT_BYTES = 4_096;
const TITLE_BYTES = 300;
const PARAGRAPH_BYTES = 1_000;
const VALUE_BYTES = 200;
/** A busy system, too many messages, too many at once. */
const LATER = [-1, 45009, 45033];

/** A WeCom group, by a group robot: Markdown, nobody mentioned. */
export function weComChannel(client: WebClient): Channel {
  return {
    async send({ message }, signal) {
      const body = { msgtype: 'markdown', markdown: { content: contentOf(message) } };
      const answer = await client.send({ method: 'POST', path: '', body }, signal);
      checkVendorAnswer(answer, { name: 'WeCom', fields: ['errcode'], later: LATER });
    },
    close: () => client.close(),
  };
}

/** The most telling comes first: what there is no room for is left out. */
function contentOf({ title, paragraphs, facts, links }: Notification['message']): string {
  const plain = (text: string, limit: number) =>
    fitText(text, limit, { escape: plainMarkdown, size: bytesOf });
  const lines = [
    `**${plain(title, TITLE_BYTES)}**`,
    ...links.map((link) => `[${link.title}](${markdownTarget(link.url)})`),
    ...paragraphs.map((paragraph) => plain(paragraph, PARAGRAPH_BYTES)),
    ...facts.map(({ name, value }) => `> ${name}: ${plain(value, VALUE_BYTES)}`),
  ];
  const kept: string[] = [];
  for (const line of lines) {
    if (bytesOf([...kept, line].join('\n')) <= CONTENT_BYTES) kept.push(line);
  }
  return kept.join('\n');
}
