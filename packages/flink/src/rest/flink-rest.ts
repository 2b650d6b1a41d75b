import { setTimeout as delay } from 'node:timers/promises';
import { bareUrl } from '@aiops/config';
import { FlinkError, FlinkUnavailable } from './flink-error.ts';
import { rootCause } from './root-cause.ts';

export interface FlinkRestOptions {
  /** Base URL of the job manager. */
  readonly url: string;
  readonly fetch?: typeof fetch;
}

/** What a cluster has to give. */
export interface ClusterOverview {
  readonly taskManagers: number;
  readonly slots: number;
  readonly freeSlots: number;
}

/** A job that the job manager remembers, with the states that Flink names. */
export interface KnownJob {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  /** Epoch ms. */
  readonly startedAt: number;
}

/** One operator chain of a job. */
export interface Vertex {
  readonly id: string;
  readonly name: string;
  readonly parallelism: number;
  readonly status: string;
}

/** A job with its parts. */
export interface JobDetail {
  readonly state: string;
  readonly vertices: readonly Vertex[];
}

/** A checkpoint or savepoint of which a job can be started. */
export interface Snapshot {
  /** Where it is, as Flink sees it. */
  readonly path: string;
  /** Epoch ms. */
  readonly at: number;
  readonly bytes: number;
  readonly isSavepoint: boolean;
}

/** The REST API of a job manager, as far as it is needed here. Every call throws {@link FlinkUnavailable} when nothing answers. */
export interface FlinkRest {
  readonly url: string;
  overview(): Promise<ClusterOverview>;
  jobs(): Promise<KnownJob[]>;
  /** Throws {@link FlinkError} when it is not known. */
  job(jobId: string): Promise<JobDetail>;
  /** `pipeline.global-job-parameters` of a job. */
  parameters(jobId: string): Promise<Readonly<Record<string, string>>>;
  /** The newest of which the job could be started again. */
  newestSnapshot(jobId: string): Promise<Snapshot | undefined>;
  /** Why the job last failed, in one line. */
  lastFailure(jobId: string): Promise<string | undefined>;
  /** Values by name, summed up (or, with `max`, the highest) over the subtasks; names that are unknown are left out. */
  metrics(
    path: string,
    names: readonly string[],
    how?: 'max' | 'sum',
  ): Promise<Readonly<Record<string, number>>>;
  metricNames(path: string): Promise<string[]>;
  /** Takes a savepoint, and ends the job with it where `stop` is set; resolves to its path. Throws {@link FlinkError} when none came about. */
  savepoint(jobId: string, folder: string, stop: boolean): Promise<string>;
  /** Ends a job and forgets its checkpoints; resolves once it has ended. */
  cancel(jobId: string): Promise<void>;
}

const POLL_MS = 250;
const SAVEPOINT_MS = 120_000;
/** States after which nothing more comes of a job. */
const ENDED = ['FINISHED', 'CANCELED', 'FAILED'];

/** Whether a job in this state is over. */
export function hasEnded(state: string): boolean {
  return ENDED.includes(state);
}

/** A client of the job manager at `url`. */
export function createFlinkRest({ url, fetch: request = fetch }: FlinkRestOptions): FlinkRest {
  const base = bareUrl(url);
  const ask = asker(base, request);
  const jobState = async (id: string) => ((await ask(`/jobs/${id}`)) as JobDetail).state;
  return {
    url: base,
    async overview() {
      const answer = (await ask('/overview')) as Record<string, number>;
      return {
        taskManagers: answer.taskmanagers ?? 0,
        slots: answer['slots-total'] ?? 0,
        freeSlots: answer['slots-available'] ?? 0,
      };
    },
    async jobs() {
      const { jobs } = (await ask('/jobs/overview')) as { jobs: RawJob[] };
      return jobs.map(({ jid, name, state, 'start-time': startedAt }) => ({
        id: jid,
        name,
        state,
        startedAt,
      }));
    },
    async job(id) {
      const { state, vertices } = (await ask(`/jobs/${id}`)) as JobDetail;
      return {
        state,
        vertices: vertices.map(({ id: vertex, name, parallelism, status }) => ({
          id: vertex,
          name,
          parallelism,
          status,
        })),
      };
    },
    async parameters(id) {
      const answer = (await ask(`/jobs/${id}/config`)) as RawConfig;
      return answer['execution-config']?.['user-config'] ?? {};
    },
    newestSnapshot: async (id) => newest((await ask(`/jobs/${id}/checkpoints`)) as RawCheckpoints),
    async lastFailure(id) {
      const { exceptionHistory } = (await ask(`/jobs/${id}/exceptions`)) as RawExceptions;
      const [entry] = exceptionHistory?.entries ?? [];
      return entry === undefined ? undefined : rootCause(entry.stacktrace);
    },
    async metrics(path, names, how = 'sum') {
      const query = names.map(encodeURIComponent).join(',');
      const rows = (await ask(`${path}?get=${query}&agg=${how}`)) as RawMetric[];
      return Object.fromEntries(rows.map((row) => [row.id, Number(row[how] ?? row.value)]));
    },
    metricNames: async (path) => ((await ask(path)) as RawMetric[]).map(({ id }) => id),
    async savepoint(id, folder, stop) {
      const body = stop
        ? { drain: false, targetDirectory: folder }
        : { 'cancel-job': false, 'target-directory': folder };
      const started = (await ask(`/jobs/${id}/${stop ? 'stop' : 'savepoints'}`, 'POST', body)) as RawTrigger;
      const path = await untilSavepoint(() => ask(`/jobs/${id}/savepoints/${started['request-id']}`), id);
      if (stop) await untilEnded(() => jobState(id));
      return path;
    },
    async cancel(id) {
      await ask(`/jobs/${id}?mode=cancel`, 'PATCH');
      await untilEnded(() => jobState(id));
    },
  };
}

type Ask = (path: string, method?: string, body?: object) => Promise<unknown>;

function asker(base: string, request: typeof fetch): Ask {
  return async (path, method = 'GET', body) => {
    const init = {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    };
    const response = await request(base + path, init).catch((cause: Error) => {
      throw new FlinkUnavailable(`Flink does not answer at ${base} (${reasonOf(cause)}).`, { cause });
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (answer === undefined || answer === null || typeof answer !== 'object')
      throw new FlinkUnavailable(`What answers at ${base} is not Flink (status ${response.status}).`);
    if (response.ok) return answer;
    const errors = (answer as { errors?: string[] }).errors ?? [];
    // It is just starting.
    if (response.status === 503)
      throw new FlinkUnavailable(`Flink at ${base} is not ready: ${rootCause(errors.join('\n'))}`);
    throw new FlinkError(
      `Flink refused ${method} ${path} (status ${response.status}): ${rootCause(errors.join('\n'))}`,
    );
  };
}

function reasonOf({ cause, message }: Error): string {
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}

async function untilSavepoint(ask: () => Promise<unknown>, jobId: string): Promise<string> {
  for (const deadline = Date.now() + SAVEPOINT_MS; ; await delay(POLL_MS)) {
    const { status, operation } = (await ask()) as RawSavepoint;
    if (operation?.location !== undefined) return operation.location;
    const trace = operation?.['failure-cause']?.['stack-trace'];
    if (trace !== undefined)
      throw new FlinkError(`No savepoint of job ${jobId} came about, it runs on: ${rootCause(trace)}`);
    if (status.id === 'COMPLETED' || Date.now() > deadline)
      throw new FlinkError(`No savepoint of job ${jobId} came about within ${SAVEPOINT_MS / 1000} s.`);
  }
}

async function untilEnded(state: () => Promise<string>): Promise<void> {
  while (!hasEnded(await state())) await delay(POLL_MS);
}

function newest({ latest }: RawCheckpoints): Snapshot | undefined {
  const made = [latest?.completed, latest?.savepoint].flatMap((one) =>
    one?.external_path === undefined || one.discarded === true ? [] : [snapshotOf(one, one.external_path)],
  );
  const [first] = made.toSorted((one, other) => other.at - one.at);
  if (first !== undefined) return first;
  const restored = latest?.restored;
  if (restored?.external_path === undefined) return undefined;
  return {
    path: restored.external_path,
    at: restored.restore_timestamp,
    bytes: 0,
    isSavepoint: restored.is_savepoint,
  };
}

function snapshotOf(one: RawCheckpoint, path: string): Snapshot {
  return { path, at: one.latest_ack_timestamp, bytes: one.state_size, isSavepoint: one.is_savepoint };
}

interface RawJob {
  readonly jid: string;
  readonly name: string;
  readonly state: string;
  readonly 'start-time': number;
}
interface RawConfig {
  readonly 'execution-config'?: { readonly 'user-config'?: Readonly<Record<string, string>> };
}
interface RawCheckpoint {
  readonly external_path?: string;
  readonly discarded?: boolean;
  readonly latest_ack_timestamp: number;
  readonly state_size: number;
  readonly is_savepoint: boolean;
}
interface RawCheckpoints {
  readonly latest?: {
    readonly completed?: RawCheckpoint | null;
    readonly savepoint?: RawCheckpoint | null;
    readonly restored?: {
      readonly external_path?: string;
      readonly restore_timestamp: number;
      readonly is_savepoint: boolean;
    } | null;
  };
}
interface RawExceptions {
  readonly exceptionHistory?: { readonly entries: readonly { readonly stacktrace: string }[] };
}
interface RawMetric {
  readonly id: string;
  readonly value?: string;
  readonly sum?: number;
  readonly max?: number;
}
interface RawTrigger {
  readonly 'request-id': string;
}
interface RawSavepoint {
  readonly status: { readonly id: string };
  readonly operation?: {
    readonly location?: string;
    readonly 'failure-cause'?: { readonly 'stack-trace': string };
  } | null;
}
