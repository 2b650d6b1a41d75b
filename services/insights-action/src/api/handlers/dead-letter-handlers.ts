import {
  type ActionMessage,
  contentId,
  formatTimestamp,
  parseTimestamp,
  topicNames,
  topics,
} from '@aiops/contracts';
import {
  type Bus,
  type DeadLetter,
  findDeadLetter,
  newestDeadLetters,
  type OutMessage,
  redrive,
} from '@aiops/runtime';
import type { z } from 'zod';
import { actionMessage } from '../../action-message.ts';
import { maskPatterns } from '../../secrets/secret-patterns.ts';
import type { HandlersOf } from '../handler.ts';
import type { deadLetterOperations, deadLetterSchema } from '../operations/dead-letter-operations.ts';
import { pageOf } from '../page.ts';
import { Problem } from '../problem.ts';
import type { RecentActions } from '../views/recent-actions.ts';

/** Most dead letters that are looked through for a list. */
const MOST_LETTERS = 2_000;
const KEY_LENGTH = 1_000;
const VALUE_LENGTH = 64 * 1024;
const ERROR_LENGTH = 1_000;
/** Wide enough for any offset, so that texts are ordered as numbers are. */
const OFFSET_DIGITS = 19;

export interface DeadLetterHandlerOptions {
  readonly bus: Pick<Bus, 'extent' | 'read' | 'publish'>;
  readonly actions: Pick<RecentActions, 'list'>;
  /** Takes in what was published just now. */
  readonly refresh: () => Promise<void>;
  readonly publish: (messages: readonly OutMessage[]) => Promise<void>;
  readonly now: () => number;
}

type DeadLetterJson = z.infer<typeof deadLetterSchema>;
type DeadLetterQuery = z.output<typeof deadLetterOperations.listDeadLetters.query>;
type Redriven = DeadLetterJson['redriven'];

/** Answers what is asked of dead letters. They are read from the topic when somebody asks; nothing is kept. */
export function deadLetterHandlers(
  options: DeadLetterHandlerOptions,
): HandlersOf<typeof deadLetterOperations> {
  const { bus, actions, publish, refresh, now } = options;
  const existing = async (id: string) => {
    const letter = await findDeadLetter(bus, id);
    if (letter !== undefined) return letter;
    throw new Problem(404, 'not_found', 'There is no such dead letter, or the topic no longer keeps it.');
  };
  return {
    async listDeadLetters({ query }) {
      const asked = (await newestDeadLetters(bus, depthOf(query))).filter(
        ({ topic, reason }) =>
          (query.topic === undefined || topic === query.topic) &&
          (query.reason === undefined || reason === query.reason),
      );
      const { items, next_cursor } = pageOf(asked, placeOf, query);
      const redriven = redrivenAmong(actions.list());
      return {
        items: items.map((letter) => letterJson(letter, redriven.get(letter.id) ?? null)),
        next_cursor,
      };
    },
    async getDeadLetter({ params: { id } }) {
      const letter = await existing(id);
      const { key, value } = letter.record;
      const json = letterJson(letter, redrivenAmong(actions.list()).get(id) ?? null);
      return {
        ...json,
        key: key && maskPatterns(key.toString('utf8', 0, KEY_LENGTH)),
        value: value && maskPatterns(value.toString('utf8', 0, VALUE_LENGTH)),
        is_cut: (value?.length ?? 0) > VALUE_LENGTH,
      };
    },
    async redriveDeadLetter({ params: { id }, caller }) {
      const letter = await existing(id);
      refuseStrangeTopic(letter.topic);
      const at = now();
      await redrive(bus, letter);
      await publish([redrivenMessage(letter, caller.name, at)]);
      await refresh();
      return letterJson(letter, { at: formatTimestamp(at), by: caller.name });
    },
  };
}

/** How many have to be read: of the first page of all no more than it shows, and one that tells whether there is another page. */
function depthOf({ topic, reason, cursor, limit }: DeadLetterQuery): number {
  return topic === undefined && reason === undefined && cursor === undefined ? limit + 1 : MOST_LETTERS;
}

/** The header that names the topic is only text: what somebody wrote there must not lead anywhere else. */
function refuseStrangeTopic(topic: string): void {
  if (topic !== topics.deadLetters && topicNames.some((name) => name === topic)) return;
  throw new Problem(
    422,
    'invalid',
    `Its header aiops-dlq-topic says ${JSON.stringify(topic.slice(0, 200))}, which is no topic that the fleet reads.`,
  );
}

function redrivenMessage({ id, topic }: DeadLetter, actor: string, at: number): OutMessage {
  const head = {
    id: contentId('dead_letter_redriven', id, actor, at),
    incident: null,
    at,
    action: 'dead_letter_redriven',
  } as const;
  return actionMessage(head, { actor, dead_letter: { id, topic } });
}

/** When each was redriven last, by whom. */
function redrivenAmong(actions: readonly ActionMessage[]): ReadonlyMap<string, Redriven> {
  return new Map(
    actions.flatMap(({ dead_letter: letter, timestamp, actor }) =>
      letter === undefined
        ? []
        : [[letter.id, { at: formatTimestamp(parseTimestamp(timestamp) ?? 0), by: actor ?? '' }]],
    ),
  );
}

function letterJson(letter: DeadLetter, redriven: Redriven): DeadLetterJson {
  const { id, topic, partition, offset, service, reason, error, recordedAt, record } = letter;
  return {
    id,
    topic,
    partition,
    offset,
    service,
    reason,
    error: maskPatterns(error.slice(0, ERROR_LENGTH)),
    recorded_at: formatTimestamp(recordedAt),
    bytes: record.value?.length ?? 0,
    redriven,
  };
}

function placeOf({ recordedAt, record: { partition, offset } }: DeadLetter) {
  return {
    at: formatTimestamp(recordedAt),
    id: `${partition}-${String(offset).padStart(OFFSET_DIGITS, '0')}`,
  };
}
