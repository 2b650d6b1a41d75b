import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { configSchema } from '@aiops/config';
import { partitionOf, topicNames } from '@aiops/contracts';
import {
  type Bus,
  createFleetTopics,
  createKafkaBus,
  createRedisStateStore,
  encode,
  type OutMessage,
  type StateStore,
  Unavailable,
} from '@aiops/runtime';
import { type AnswerProxy, answerProxy, type KafkaServer, type RedisServer } from '@aiops/testbed';
import { type AiopsProcess, startService } from './aiops-process.ts';
import { anyOffsets, type Findings, readFindings, scopeOf } from './detection-findings.ts';
import { evictMembers } from './evict-members.ts';
import type { KillMoment } from './kill-moments.ts';
import { until } from './until.ts';

const SERVICE = 'anomaly-detection';
export const PARTITIONS = 4;
const PORTION = 50;

/** Everything that takes a day to learn is learned in minutes, so that an hour shows it. */
const detection = {
  logs: { learning: '10m' },
  traces: { edges: { learning: '15m' } },
};

/** Settings of the service under test. */
export const detectionConfig = configSchema.parse({ anomaly_detection: detection }).anomaly_detection;

/** One process of the service. */
export interface DetectionProcess {
  readonly process: AiopsProcess;
  readonly clientId: string;
  readonly proxy: AnswerProxy;
}

/** anomaly-detection as processes of its own on a real Kafka and Redis, and its input. */
export class DetectionScene {
  readonly #servers: { readonly kafka: KafkaServer; readonly redis: RedisServer };
  readonly #name: string;
  readonly #names: Readonly<Record<string, string>>;
  readonly #folder: string;
  readonly #started: DetectionProcess[] = [];
  readonly #state: StateStore;
  #writing = 0;
  /** How many messages each partition has got, by topic. */
  readonly #written = Array.from({ length: PARTITIONS }, (): Record<string, number> => ({}));
  readonly #bus: Bus;

  private constructor(
    servers: { readonly kafka: KafkaServer; readonly redis: RedisServer },
    name: string,
    names: Readonly<Record<string, string>>,
    folder: string,
    bus: Bus,
    state: StateStore,
  ) {
    this.#servers = servers;
    this.#name = name;
    this.#names = names;
    this.#folder = folder;
    this.#bus = bus;
    this.#state = state;
  }

  /** Topics of its own, and an emptied Redis; no process yet. */
  static async open(
    servers: { readonly kafka: KafkaServer; readonly redis: RedisServer },
    name: string,
  ): Promise<DetectionScene> {
    const names = Object.fromEntries(topicNames.map((topic) => [topic, `${name}.${topic}`]));
    const bus = await createKafkaBus({
      bootstrapServers: servers.kafka.bootstrapServers,
      clientId: `${name}-test`,
      topics: names,
    });
    await createFleetTopics(bus, PARTITIONS, 1);
    await servers.redis.command('FLUSHALL');
    const folder = await mkdtemp(join(tmpdir(), 'aiops-detection-'));
    const state = await createRedisStateStore({ host: servers.redis.host, port: servers.redis.port });
    return new DetectionScene(servers, name, names, folder, bus, state);
  }

  /** Writes messages in small portions, so that who reads meanwhile has many batches and checkpoints. */
  async write(messages: readonly OutMessage[]): Promise<void> {
    this.#writing += 1;
    for (let from = 0; from < messages.length; from += PORTION) {
      const portion = messages.slice(from, from + PORTION);
      await this.#bus.publish(portion.map((message) => encode(message, 'recorded')));
      for (const { topic, key } of portion) {
        const written = this.#written[partitionOf(key ?? '', PARTITIONS)] ?? {};
        written[topic] = (written[topic] ?? 0) + 1;
      }
    }
    this.#writing -= 1;
  }

  /** Starts a process. Its Redis is reached through a proxy of its own, so that it can be stopped at an answer. */
  async start(): Promise<DetectionProcess> {
    const clientId = `${this.#name}-${this.#started.length}`;
    const settings = {
      messaging: { kafka: { topics: this.#names, num_partitions: PARTITIONS, client_id: clientId } },
      // Many checkpoints, so that many kills hit one.
      processing: { checkpoint_interval: '100ms', checkpoint_messages: 20 },
      anomaly_detection: detection,
    };
    const config = join(this.#folder, `${clientId}.yml`);
    // YAML is a superset of JSON.
    await writeFile(config, JSON.stringify(settings));
    const { kafka, redis } = this.#servers;
    const proxy = await answerProxy(redis.port);
    const env = {
      AIOPS_CONFIG: config,
      KAFKA_BOOTSTRAP_SERVERS: kafka.bootstrapServers,
      REDIS_HOST: redis.host,
      REDIS_PORT: String(proxy.port),
    };
    const started = { process: startService({ service: SERVICE, env }), clientId, proxy };
    this.#started.push(started);
    return started;
  }

  /**
   * Kills a process (SIGKILL) at a moment, or once it has done all there is to do if that is earlier. Rejects when it ends by
   * itself before.
   */
  async kill(victim: DetectionProcess, moment: KillMoment): Promise<void> {
    const { process, proxy, clientId } = victim;
    const idle = until(
      `${clientId} has nothing left to do`,
      async () => !process.isRunning() || (await this.#isDone()),
      60_000,
    );
    await Promise.race([comes(moment, victim), idle]);
    if (!process.isRunning()) throw failed(victim);
    process.signal('SIGKILL');
    await process.ended;
    await idle;
    proxy.close();
  }

  /** What the broker does once the session of a killed process has timed out. */
  forget(victim: DetectionProcess): Promise<void> {
    return evictMembers(this.#servers.kafka.bootstrapServers, `aiops-${SERVICE}`, victim.clientId);
  }

  /** Resolves once all that was written has been processed. */
  async settled(): Promise<void> {
    await until('everything is processed', () => this.#isDone(), 60_000);
  }

  /** Ends a process in order, once it is ready, and expects that it does so. */
  async stop(running: DetectionProcess): Promise<void> {
    await until(
      `${running.clientId} is ready`,
      async () => !running.process.isRunning() || running.process.stderr().includes('"Ready."'),
    );
    if (!running.process.isRunning()) throw failed(running);
    running.process.signal('SIGTERM');
    const { code } = await running.process.ended;
    if (code !== 0) throw failed(running);
  }

  async close(): Promise<void> {
    for (const { process, proxy } of this.#started) {
      process.signal('SIGKILL');
      await process.ended;
      proxy.close();
    }
    await this.#bus.close();
    await this.#state.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** What was found; to be asked when no process runs any more. */
  findings(): Promise<Findings> {
    return readFindings(this.#bus, this.#state, PARTITIONS);
  }

  /**
   * Outputs are published before the state is saved, so saved offsets at the end of each log say that all is done. How far the
   * service has read its own events does not count: none of them is about maintenance.
   */
  async #isDone(): Promise<boolean> {
    if (this.#writing > 0) return false;
    for (const [partition, written] of this.#written.entries()) {
      const saved = await this.#state.load(scopeOf(partition), anyOffsets).catch(whileWritten);
      const done = Object.entries(written).every(([topic, next]) => saved?.offsets[topic] === next);
      if (!done) return false;
    }
    return true;
  }
}

/** What is being written all the time cannot be read, and is not done. */
function whileWritten(error: unknown): undefined {
  if (!(error instanceof Unavailable)) throw error;
}

/** Resolves when the moment has come. What Redis answers from then on does not reach the process any more. */
async function comes(moment: KillMoment, { process, proxy }: DetectionProcess): Promise<void> {
  const answers = (text: string, number: number, heldBack: boolean) =>
    new Promise<void>((resolve) => {
      let seen = 0;
      proxy.onAnswer(text, async () => {
        seen += 1;
        if (seen < number) return 'passed on';
        resolve();
        if (!heldBack) return 'passed on';
        await process.ended;
        return 'lost';
      });
    });
  switch (moment.at) {
    case 'time':
      return sleep(moment.ms);
    case 'work':
      await answers('', 1, false);
      return sleep(moment.ms);
    case 'answer':
      return answers('', moment.number, true);
    case 'saved':
      return answers('SAVED', moment.number, true);
  }
}

function failed({ clientId, process }: DetectionProcess): Error {
  return new Error(
    `${clientId} did not run on until it was told to end:\n${process.stdout()}${process.stderr()}`,
  );
}
