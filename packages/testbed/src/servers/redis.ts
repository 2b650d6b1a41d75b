import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Certificates } from './certificates.ts';
import { freePort, type ProcessOptions, type RunningProcess, startProcess } from './process.ts';

export interface RedisOptions {
  /** A free one unless set. */
  readonly port?: number;
  /** Where data and log lie; a temporary folder, removed by `stop`, unless set. */
  readonly dir?: string;
  readonly password?: string;
  /** The only user there is, instead of the one without a name; needs a password. */
  readonly username?: string;
  /** Speaks TLS, and nothing else, when given. */
  readonly tls?: Certificates;
  /** Whether data outlives the process (append-only file); true unless set. */
  readonly appendOnly?: boolean;
}

/** A Redis of its own on the loopback interface. */
export interface RedisServer {
  readonly host: string;
  readonly port: number;
  /** Of the process that runs now, for signals. */
  readonly pid: number;
  /** Ends it and removes its temporary folder. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would; `restart` brings it back with its data. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, ending it first when it runs. */
  restart(): Promise<void>;
  /** Runs one command with redis-cli and resolves to what it prints. Rejects when Redis answers with an error. */
  command(...args: readonly string[]): Promise<string>;
}

const host = '127.0.0.1';

/** Starts the `redis-server` of the PATH. Rejects when there is none. */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const port = options.port ?? (await freePort());
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'aiops-redis-')));
  await mkdir(dir, { recursive: true });
  const launch = async () => startProcess(redisProcess(port, dir, options));
  let running: RunningProcess = await launch().catch((error: unknown) => {
    throw isMissing(error) ? missingProgram(error) : error;
  });
  return {
    host,
    port,
    get pid() {
      return running.pid;
    },
    async stop() {
      await running.stop();
      if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
    },
    kill: () => running.kill(),
    async restart() {
      await running.stop();
      running = await launch();
    },
    command: (...args) => redisCli(port, options, args),
  };
}

/** How a Redis is started in a folder. */
export function redisProcess(port: number, dir: string, options: RedisOptions = {}): ProcessOptions {
  const settings = {
    bind: host,
    ...(options.tls === undefined ? { port: String(port) } : tlsSettings(port, options.tls)),
    dir,
    daemonize: 'no',
    save: '',
    appendonly: options.appendOnly === false ? 'no' : 'yes',
    // With the default, what was acknowledged in the last second can be lost by a kill.
    appendfsync: 'always',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  return {
    name: 'redis',
    command: 'redis-server',
    args: [...args, ...loginArguments(options)],
    logFile: join(dir, 'redis.log'),
    ready: /Ready to accept connections/,
    timeoutMs: 20_000,
  };
}

function tlsSettings(port: number, { caFile, server }: Certificates): Record<string, string> {
  return {
    port: '0',
    'tls-port': String(port),
    'tls-cert-file': server.certificateFile,
    'tls-key-file': server.keyFile,
    'tls-ca-cert-file': caFile,
    'tls-auth-clients': 'no',
  };
}

function loginArguments({ username, password }: RedisOptions): string[] {
  if (password === undefined) return [];
  if (username === undefined) return ['--requirepass', password];
  return ['--user', username, 'on', `>${password}`, '~*', '&*', '+@all', '--user', 'default', 'off'];
}

function missingProgram(cause: unknown): Error {
  return new Error('redis-server was not found on the PATH; install it: apt-get install redis-server', {
    cause,
  });
}

function isMissing(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
}

function redisCli(port: number, options: RedisOptions, args: readonly string[]): Promise<string> {
  const { username, password, tls } = options;
  const env = password === undefined ? process.env : { ...process.env, REDISCLI_AUTH: password };
  const login = username === undefined ? [] : ['--user', username];
  const encryption = tls === undefined ? [] : ['--tls', '--cacert', tls.caFile];
  const all = ['-e', '-h', host, '-p', String(port), ...login, ...encryption, ...args];
  return new Promise((resolve, reject) =>
    execFile('redis-cli', all, { env }, (error, stdout, stderr) =>
      error === null
        ? resolve(stdout.trimEnd())
        : reject(new Error(`redis-cli ${args.join(' ')}: ${`${stdout}${stderr}`.trim() || error.message}`)),
    ),
  );
}
