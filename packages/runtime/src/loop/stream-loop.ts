import type { Tracer } from '@opentelemetry/api';
import type { Assigned, Batch, Bus, Consumer, ConsumerSession } from '../bus/bus.ts';
import { Unavailable } from '../errors.ts';
import type { StateStore } from '../state/state-store.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { checkpointTasks } from './checkpoint-tasks.ts';
import { DependencyHealth } from './dependency-health.ts';
import { OwnedTask } from './owned-task.ts';
import { untilAvailable } from './retry.ts';
import { Rewound } from './rewound.ts';
import { createSerial } from './serial.ts';
import type { StreamService } from './stream-service.ts';
import type { TaskHost } from './task-host.ts';

export interface StreamLoopOptions {
  readonly bus: Bus;
  readonly state: StateStore;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  /** Longest time (ms) and most messages between two checkpoints. */
  readonly checkpointInterval: number;
  readonly checkpointMessages: number;
  /** Live: the clock in epoch ms, given to the cores every second. Absent in replay and tests, which have no clock. */
  readonly now?: () => number;
  /** The loop cannot go on. */
  readonly onCrash: (error: Error) => void;
}

const TICK_MS = 1_000;

/** Starts reading a service's topics: read, validate, fold, publish; and at checkpoints the state, then the offset. */
export async function startStreamLoop(
  service: StreamService,
  options: StreamLoopOptions,
): Promise<StreamLoop> {
  const partitions = await commonPartitions(service, options.bus);
  const loop = new StreamLoop(service, options, partitions);
  await loop.join();
  return loop;
}

/** A consuming service at work. */
export class StreamLoop {
  readonly #service: StreamService;
  readonly #options: StreamLoopOptions;
  readonly #host: TaskHost;
  readonly #health: DependencyHealth;
  readonly #serial = createSerial();
  readonly #abort = new AbortController();
  /** Aborted once the group is being left, for whatever reason: it is not joined again after that. */
  readonly #leaving = new AbortController();
  readonly #tasks = new Map<number, OwnedTask>();
  readonly #timers: NodeJS.Timeout[] = [];
  #consumer: Consumer | undefined;
  #joined: Promise<Consumer> | undefined;
  #assigned: Assigned = { assignment: -1, partitions: [] };
  /** Partitions of the assignment whose state has to be built again, which their first batch does. */
  readonly #lacking = new Set<number>();
  #lastCheckpoint = performance.now();
  #rejoining: Promise<void> | undefined;

  constructor(service: StreamService, options: StreamLoopOptions, partitions: number) {
    this.#service = service;
    this.#options = options;
    this.#health = new DependencyHealth(service.name, options.logger, options.metrics);
    this.#host = {
      service,
      ...options,
      partitions,
      signal: this.#abort.signal,
      consumer: () => this.#owned(),
      reportDependency: (dependency, up, error) => this.#health.report(dependency, up, error),
    };
    this.#timers.push(setInterval(() => this.#background(this.#lookAfter()), options.checkpointInterval));
    const { now } = options;
    if (now !== undefined) this.#timers.push(setInterval(() => this.#background(this.tick(now())), TICK_MS));
  }

  /** Enters the consumer group; partitions come from where the group last committed. */
  async join(): Promise<void> {
    this.#joined = this.#options.bus.consume({
      group: `aiops-${this.#service.name}`,
      topics: this.#service.consumes,
      onBatch: async (batch, session) => {
        await this.#joined;
        await this.#serial(() => this.#process(batch, session));
      },
      onAssigned: (assigned) => {
        this.#dropTasks();
        this.#lacking.clear();
        this.#assigned = assigned;
      },
      onCrash: (error) => this.#crash(error),
    });
    this.#consumer = await this.#joined;
  }

  /** Whether the bus and the state store answer. */
  healthy(): { readonly up: boolean; readonly detail: string } {
    return { up: this.#health.up, detail: this.#health.detail };
  }

  /** Gives every task the time, as the live timer does. */
  tick(now: number): Promise<void> {
    return this.#serial(async () => {
      if (this.#service.resumesAtOnce === true) await this.#resumeAll();
      for (const task of this.#tasks.values()) await task.tick(now);
    });
  }

  /** Saves state and commits offsets of every task now. */
  checkpoint(): Promise<void> {
    return this.#serial(() => this.#checkpointAll());
  }

  /** The regular checkpoint. A loop without tasks asks the bus something: nobody else would notice, and tell, that it is away. */
  async #lookAfter(): Promise<void> {
    if (this.#tasks.size > 0 || this.#consumer === undefined) return this.checkpoint();
    try {
      await this.#consumer.committed(0);
      this.#health.report('bus', true);
    } catch (error) {
      // Anything else is for whoever has work to do with the bus.
      if (error instanceof Unavailable) this.#health.report('bus', false, error);
    }
  }

  /** Finishes the batch in hand, saves, commits and leaves the group. */
  async stop(): Promise<void> {
    this.#stopTimers();
    this.#leaving.abort();
    await this.#rejoining;
    await this.#consumer?.pause();
    await this.checkpoint();
    await this.#consumer?.close();
    this.#dropTasks();
  }

  /** Stops without saving or committing anything, as a killed process would. */
  async abandon(): Promise<void> {
    this.#stopTimers();
    this.#leaving.abort();
    this.#abort.abort();
    this.#dropTasks();
    await this.#rejoining;
    await this.#consumer?.close();
  }

  async #process(batch: Batch, session: ConsumerSession): Promise<void> {
    if (this.#rejoining !== undefined || this.#abort.signal.aborted)
      throw new Error('not consuming at present');
    if (batch.assignment !== this.#assigned.assignment) return;
    const { metrics, checkpointMessages, checkpointInterval } = this.#options;
    const stopTimer = metrics.processDuration.startTimer({ service: this.#service.name, topic: batch.topic });
    const task = await this.#processOwned(batch, session);
    stopTimer();
    const overdue = performance.now() - this.#lastCheckpoint >= checkpointInterval;
    if (overdue || task.pending >= checkpointMessages) await this.#checkpointAll();
  }

  async #processOwned(batch: Batch, session: ConsumerSession): Promise<OwnedTask> {
    try {
      const task = this.#tasks.get(batch.partition) ?? (await OwnedTask.open(this.#host, batch.partition));
      this.#keep(task, batch.partition, batch.assignment);
      await task.process(batch, session);
      return task;
    } catch (error) {
      // The state may hold half of the batch: nothing of it may be saved any more.
      this.#dropTasks();
      if (error instanceof Rewound) this.#rejoin();
      else this.#crash(error as Error);
      throw error;
    }
  }

  async #checkpointAll(): Promise<void> {
    this.#lastCheckpoint = performance.now();
    try {
      await checkpointTasks([...this.#tasks.values()]);
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      // A partition has moved on to another member. What it saves there is what counts: start anew from the commits.
      this.#options.metrics.checkpoints.inc({ service: this.#service.name, result: 'refused' });
      const next = this.#leaving.signal.aborted ? 'its new owner goes on' : 'joining the group again';
      this.#options.logger.warn({ err: error }, `A checkpoint was refused; ${next} from the last commit.`);
      this.#dropTasks();
      this.#rejoin();
    }
  }

  /** Takes up the tasks of the assignment that had no batch yet. */
  async #resumeAll(): Promise<void> {
    const { assignment, partitions } = this.#assigned;
    for (const partition of partitions) {
      if (this.#assigned.assignment !== assignment || this.#rejoining !== undefined) return;
      if (this.#tasks.has(partition) || this.#lacking.has(partition)) continue;
      const task = await OwnedTask.resume(this.#host, partition);
      if (task !== undefined) this.#keep(task, partition, assignment);
      else this.#lacking.add(partition);
    }
  }

  /** Holds a task, unless it was lost while it was being opened. */
  #keep(task: OwnedTask, partition: number, assignment: number): void {
    const { assignment: current, partitions } = this.#assigned;
    if (current === assignment && partitions.includes(partition)) this.#tasks.set(partition, task);
    else task.stop();
  }

  #dropTasks(): void {
    for (const task of this.#tasks.values()) task.stop();
    this.#tasks.clear();
  }

  #rejoin(): void {
    if (!this.#leaving.signal.aborted) this.#rejoining ??= this.#joinAgain();
  }

  /** The broker may be away just then, which is often why a checkpoint was refused: joining waits for it. */
  async #joinAgain(): Promise<void> {
    const { signal } = this.#leaving;
    try {
      await this.#consumer?.close();
      if (signal.aborted) return;
      await untilAvailable(() => this.join(), {
        signal,
        onUnavailable: (error) => this.#health.report('bus', false, error),
      });
      this.#health.report('bus', true);
    } catch (error) {
      if (!signal.aborted) this.#crash(error as Error);
    } finally {
      this.#rejoining = undefined;
    }
  }

  #owned(): Consumer {
    if (this.#consumer === undefined) throw new Error('BUG: a batch arrived before its consumer was there');
    return this.#consumer;
  }

  #background(work: Promise<void>): void {
    work.catch((error: unknown) => this.#crash(error as Error));
  }

  #crash(error: Error): void {
    if (!this.#abort.signal.aborted) this.#options.onCrash(error);
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }
}

/** The number of partitions that all consumed topics share: partition n of each belongs to task n. */
async function commonPartitions(service: StreamService, bus: Bus): Promise<number> {
  const counts = await Promise.all(service.consumes.map((topic) => bus.partitions(topic)));
  if (new Set(counts).size > 1) {
    const list = service.consumes.map((topic, i) => `${topic} ${counts[i]}`).join(', ');
    throw new Error(
      `${service.name} needs the same number of partitions on all its topics, found ${list}. Add partitions to the smaller ones.`,
    );
  }
  return counts[0] ?? 1;
}
