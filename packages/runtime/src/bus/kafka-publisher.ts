import type { Message, Producer } from 'kafkajs';
import type { OutRecord } from './bus.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import { protocolErrorOf } from './kafka-errors.ts';
import { createPartitioner } from './partitioner.ts';

/** Bytes in one request. Each partition's share is one Kafka batch, and brokers take batches of 1 MB unless configured. */
const requestBytes = 750_000;
/** What Kafka adds to a record, generously. */
const overheadBytes = 64;

interface Placed {
  readonly topic: string;
  readonly message: Message;
  readonly bytes: number;
}

/** Publishes records in the order of the calls. */
export interface KafkaPublisher {
  publish(records: readonly OutRecord[]): Promise<void>;
  close(): Promise<void>;
}

/** Connects a producer that waits for all in-sync replicas. */
export async function openPublisher(connection: KafkaConnection): Promise<KafkaPublisher> {
  const choose = createPartitioner();
  const producer = connection.client().producer({
    allowAutoTopicCreation: false,
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
  });
  await connection.call(() => producer.connect());
  let last: Promise<void> = Promise.resolve();
  const publish = async (records: readonly OutRecord[]) => {
    const placed: Placed[] = [];
    for (const record of records) {
      const partition = choose(record, await connection.partitions(record.topic));
      placed.push(place(record, connection.physical(record.topic), partition));
    }
    for (const request of inRequests(placed)) await send(producer, connection, request);
  };
  return {
    publish(records) {
      // One request at a time: kafkajs repeats a failed request after a later one may have been written.
      const turn = last.then(() => publish(records));
      last = turn.catch(() => undefined);
      return turn;
    },
    async close() {
      await last;
      await producer.disconnect();
    },
  };
}

function place({ key, value, headers }: OutRecord, topic: string, partition: number): Placed {
  const keyBytes = typeof key === 'string' ? Buffer.from(key) : key;
  const valueBytes = typeof value === 'string' ? Buffer.from(value) : value;
  let bytes = overheadBytes + (keyBytes?.length ?? 0) + (valueBytes?.length ?? 0);
  for (const [name, text] of Object.entries(headers ?? {})) bytes += 3 * (name.length + text.length) + 8;
  const message = { key: keyBytes, value: valueBytes, partition, headers: { ...headers } };
  return { topic, message, bytes };
}

/** Splits records into requests that no broker refuses for their size, unless a single record is too large. */
function* inRequests(placed: readonly Placed[]): Generator<readonly Placed[]> {
  let request: Placed[] = [];
  let bytes = 0;
  for (const record of placed) {
    if (request.length > 0 && bytes + record.bytes > requestBytes) {
      yield request;
      request = [];
      bytes = 0;
    }
    request.push(record);
    bytes += record.bytes;
  }
  if (request.length > 0) yield request;
}

async function send(
  producer: Producer,
  connection: KafkaConnection,
  request: readonly Placed[],
): Promise<void> {
  const byTopic = new Map<string, Message[]>();
  for (const { topic, message } of request) {
    const messages = byTopic.get(topic) ?? [];
    messages.push(message);
    byTopic.set(topic, messages);
  }
  const topicMessages = [...byTopic].map(([topic, messages]) => ({ topic, messages }));
  try {
    await producer.sendBatch({ topicMessages, acks: -1 });
  } catch (error) {
    if (protocolErrorOf(error) === 'MESSAGE_TOO_LARGE') throw tooLarge(request, error);
    await connection.call(() => Promise.reject(error));
  }
}

function tooLarge(request: readonly Placed[], cause: unknown): Error {
  const largest = request.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  return new Error(
    `A record of about ${largest.bytes} bytes for ${largest.topic}/${largest.message.partition} is larger than the broker takes; ` +
      'raise max.message.bytes of the topic or send less in one message',
    { cause },
  );
}
