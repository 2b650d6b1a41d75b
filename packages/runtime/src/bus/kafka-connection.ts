import type { Admin, Kafka } from 'kafkajs';
import { tlsDiagnosis } from '../connect/tls-diagnosis.ts';
import { Unavailable } from '../errors.ts';
import type { BusLogger } from './bus-logger.ts';
import { createClient, type KafkaClientOptions, retryPolicy } from './kafka-client.ts';
import { type FetchedMessage, KafkaCluster, type PartitionExtent } from './kafka-cluster.ts';
import { protocolErrorOf, toBusError } from './kafka-errors.ts';
import { UnknownTopic } from './unknown-topic.ts';

const startTimeoutMs = 10_000;

/** What the parts of a Kafka bus share: the servers, the names of topics there, and what can be asked without a group. */
export class KafkaConnection {
  readonly servers: string;
  readonly logger: BusLogger;
  readonly admin: Admin;
  readonly #options: KafkaClientOptions;
  readonly #physical: ReadonlyMap<string, string>;
  readonly #logical: ReadonlyMap<string, string>;
  readonly #cluster: KafkaCluster;
  readonly #partitions = new Map<string, number>();

  constructor(options: KafkaClientOptions, topics: Readonly<Record<string, string>>, logger: BusLogger) {
    this.servers = options.bootstrapServers;
    this.logger = logger;
    this.#options = options;
    this.#physical = new Map(Object.entries(topics));
    this.#logical = new Map(Object.entries(topics).map(([logical, physical]) => [physical, logical]));
    this.admin = this.client().admin({ retry: { ...retryPolicy } });
    this.#cluster = new KafkaCluster(this.client());
  }

  client(): Kafka {
    return createClient(this.#options, this.logger);
  }

  /** The topic's name on the broker. */
  physical(topic: string): string {
    return this.#physical.get(topic) ?? topic;
  }

  /** The fleet's name of a topic on the broker. */
  logical(topic: string): string {
    return this.#logical.get(topic) ?? topic;
  }

  /** Rejects with `Unavailable` when no broker answers within ten seconds, with `AccessRefused` when it does not let us in. */
  async connect(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      const late = () => reject(unanswered(this.servers));
      timer = setTimeout(late, startTimeoutMs);
    });
    try {
      // Connecting alone asks for nothing: a broker that wants a login hangs up at the first question only.
      const asked = this.call(async () => {
        await this.admin.connect();
        await this.admin.describeCluster();
      });
      await Promise.race([asked, deadline]);
    } catch (error) {
      await this.admin.disconnect().catch(() => undefined);
      throw error instanceof Unavailable ? await this.#explained(error) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** A client that speaks TLS, or does not, to a server that expects the other is told nothing, or only that it is over. */
  async #explained(error: Unavailable): Promise<Error> {
    const [, host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(this.servers.split(',')[0]?.trim() ?? '') ?? [];
    if (host === undefined) return error;
    const diagnosis = await tlsDiagnosis({
      what: `Kafka at ${this.servers}`,
      host,
      port: Number(port),
      trust: this.#options.tls,
      switchOn: 'set KAFKA_SSL_ENABLED=true',
      switchOff: 'set KAFKA_SSL_ENABLED=false',
      caSetting: 'KAFKA_SSL_CA_FILE',
    });
    return diagnosis ?? error;
  }

  /** Runs a kafkajs call and turns what it throws into the runtime's errors. */
  async call<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw toBusError(error, this.servers);
    }
  }

  /** Number of partitions of a topic. Remembered: adding partitions is a migration, after which services start again. */
  async partitions(topic: string): Promise<number> {
    const known = this.#partitions.get(topic);
    if (known !== undefined) return known;
    const name = this.physical(topic);
    try {
      const { topics } = await this.admin.fetchTopicMetadata({ topics: [name] });
      const count = topics.find((found) => found.name === name)?.partitions.length ?? 0;
      if (count === 0) throw new UnknownTopic(name, `on Kafka at ${this.servers}`);
      this.#partitions.set(topic, count);
      return count;
    } catch (error) {
      if (error instanceof UnknownTopic) throw error;
      if (protocolErrorOf(error) === 'UNKNOWN_TOPIC_OR_PARTITION')
        throw new UnknownTopic(name, `on Kafka at ${this.servers}`);
      throw toBusError(error, this.servers);
    }
  }

  /** First and next offset of each partition. Rejects with `UnknownTopic` when the topic does not exist. */
  async extent(topic: string): Promise<PartitionExtent[]> {
    const partitions = await this.partitions(topic);
    return this.call(() => this.#cluster.extent(this.physical(topic), partitions));
  }

  /** One fetch from an offset of a partition on, without a group. */
  fetch(topic: string, partition: number, offset: number): Promise<readonly FetchedMessage[]> {
    return this.call(() => this.#cluster.fetch(this.physical(topic), partition, offset));
  }

  async close(): Promise<void> {
    await this.#cluster.close();
    await this.admin.disconnect();
  }
}

function unanswered(servers: string): Unavailable {
  return new Unavailable(
    `Kafka at ${servers} is not reachable: no answer within ${startTimeoutMs / 1000} s; check KAFKA_BOOTSTRAP_SERVERS`,
  );
}
