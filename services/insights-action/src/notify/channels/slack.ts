import type { WebClient } from '../../http/web-client.ts';
import { Refused } from '../../sinks/incident-sink.ts';
import type { Channel, Notification } from '../channel.ts';
import { fitText } from './fit-text.ts';

/** Limits of Block Kit: characters of a header, a section and a field; fields of a section. */
const HEADER = 150;
const SECTION = 3_000;
const FIELD = 2_000;
const FIELDS = 10;
const FALLBACK = 3_000;
const EXCERPT = 200;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * A Slack channel, by an incoming webhook: Block Kit. These webhooks tell no message id, so that every message stands for
 * itself: earlier ones can be neither changed nor answered in their thread.
 */
export function slackChannel(client: WebClient): Channel {
  return {
    async send(notification, signal) {
      const answer = await client.send({ method: 'POST', path: '', body: bodyOf(notification) }, signal);
      if (answer.trim() !== 'ok')
        throw new Refused(`Slack did not say "ok", but: ${answer.slice(0, EXCERPT).trim()}`);
    },
    close: () => client.close(),
  };
}

function bodyOf({ message }: Notification) {
  const { title, paragraphs, facts, links } = message;
  const lines = paragraphs.map((paragraph) => escaped(paragraph, SECTION));
  const fields = facts
    .slice(0, FIELDS)
    .map(({ name, value }) => markdown(`*${escaped(name, 100)}*\n${escaped(value, FIELD - 200)}`));
  const further = links.map(
    (link) => `<${escaped(link.url.replaceAll('|', '%7C'), 2_000)}|${escaped(link.title, 200)}>`,
  );
  return {
    text: escaped([title, ...paragraphs].join('\n'), FALLBACK),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: fitText(title, HEADER), emoji: false } },
      ...lines.map((line) => ({ type: 'section', text: markdown(line) })),
      { type: 'section', fields },
      ...(further.length === 0 ? [] : [{ type: 'section', text: markdown(further.join('   ')) }]),
    ],
  };
}

/** Without the links and names that Slack would otherwise find in a text by itself. */
function markdown(text: string) {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** Slack reads mentions (`<!channel>`, `<@U1>`) and links from these three characters alone. */
function escaped(text: string, limit: number): string {
  return fitText(text, limit, { escape: (character) => ENTITIES[character] ?? character });
}
