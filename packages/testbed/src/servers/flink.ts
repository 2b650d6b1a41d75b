import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FlinkPlace } from './flink-configuration.ts';
import { type FlinkRole, flinkProcess } from './flink-process.ts';
import { freePort, type RunningProcess, startProcess } from './process.ts';

/** One process of a cluster. */
export interface FlinkMember {
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again after that. Resolves once it answers. */
  restart(): Promise<void>;
}

/** A Flink session cluster of its own for tests: a job manager, one task manager and an SQL gateway. */
export interface FlinkServer {
  /** REST API and web UI. */
  readonly url: string;
  /** SQL over REST. */
  readonly gatewayUrl: string;
  readonly folder: string;
  /** The process in which jobs run. When it dies they wait for another one, and go on from their last checkpoint. */
  readonly taskManager: FlinkMember;
  /** The process that knows of the jobs. One that was started anew remembers none. */
  readonly jobManager: FlinkMember;
  /** Ends all three and removes the folder. */
  stop(): Promise<void>;
}

const slotsTimeoutMs = 60_000;

export interface FlinkOptions {
  /** Java compiles as in production: slower to start, faster later. For measuring; false unless set. */
  readonly optimised?: boolean;
}

/** Starts Flink from its Maven parts (some 150 MB the first time). Resolves once the task manager offers its slots. */
export async function startFlink({ optimised = false }: FlinkOptions = {}): Promise<FlinkServer> {
  const place: FlinkPlace = {
    folder: await mkdtemp(join(tmpdir(), 'aiops-flink-')),
    restPort: await freePort(),
    rpcPort: await freePort(),
    gatewayPort: await freePort(),
    taskPort: await freePort(),
    optimised,
  };
  const url = `http://127.0.0.1:${place.restPort}`;
  const running = new Map<FlinkRole, RunningProcess>();
  const start = async (role: FlinkRole) => {
    running.set(role, await startProcess(await flinkProcess(role, place)));
  };
  const member = (role: FlinkRole): FlinkMember => ({
    kill: async () => void (await running.get(role)?.kill()),
    restart: () => start(role),
  });
  const stopAll = async () => {
    for (const process of [...running.values()].toReversed()) await process.stop();
  };
  try {
    for (const role of ['jobmanager', 'taskmanager', 'sql-gateway'] as const) await start(role);
    await untilSlots(url);
  } catch (error) {
    await stopAll();
    throw new Error(`${(error as Error).message}\nThe data of flink is kept in ${place.folder}`, {
      cause: error,
    });
  }
  return {
    url,
    gatewayUrl: `http://127.0.0.1:${place.gatewayPort}`,
    folder: place.folder,
    taskManager: member('taskmanager'),
    jobManager: member('jobmanager'),
    async stop() {
      await stopAll();
      await rm(place.folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Resolves once a task manager has registered with the job manager and offers slots. */
export async function untilSlots(url: string): Promise<void> {
  const deadline = Date.now() + slotsTimeoutMs;
  for (;;) {
    const answer = await fetch(`${url}/overview`).catch(() => undefined);
    const overview = (await answer?.json().catch(() => undefined)) as { 'slots-total'?: number } | undefined;
    if ((overview?.['slots-total'] ?? 0) > 0) return;
    if (Date.now() > deadline)
      throw new Error(`flink: no task manager registered at ${url} within ${slotsTimeoutMs} ms`);
    await delay(100);
  }
}
