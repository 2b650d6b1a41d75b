import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { dieWithParent } from '../servers/die-with-parent.ts';
import type { Buildah } from './buildah.ts';
import { type ImageConfig, readImageConfig } from './image-config.ts';
import { type ImageUser, mountImage, type RootFolder, userOf } from './root-folder.ts';

export interface RunOptions {
  /** Added to the environment of the image. */
  readonly env?: Readonly<Record<string, string>>;
  /** In place of the image's default arguments. */
  readonly args?: readonly string[];
  /** Another user than the image's, as `docker run --user` gives: any number, which need not be in its list. */
  readonly uid?: number;
}

/** How a program in a container ended. */
export interface ContainerEnd {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly output: string;
  /** From the signal or the start to the end. */
  readonly ms: number;
}

/** An image at work. */
export interface Container {
  readonly config: ImageConfig;
  /** Whatever it has written so far. */
  output(): string;
  isRunning(): boolean;
  /** Runs a program beside it, in its namespaces and as its user. */
  exec(command: readonly string[]): Promise<ContainerEnd>;
  /** Runs the image's own health check once. Rejects when it has none. */
  checkHealth(): Promise<ContainerEnd>;
  /** Sends SIGTERM to its first process, as `docker stop` does, and after `graceMs` (10 s unless set) ends it. */
  stop(graceMs?: number): Promise<ContainerEnd>;
  /** Resolves when it ends by itself. */
  readonly ended: Promise<ContainerEnd>;
  /** Ends it when it runs and removes its files. */
  remove(): Promise<void>;
}

/**
 * Prepares the mounts that a hardened container has, then becomes the program: a root folder that cannot be written, an
 * empty /tmp, this machine's /dev, and /proc of the new process namespace. setpriv sees to it that nothing regains rights.
 */
const ENTER = `
  root=$1 workdir=$2 uid=$3 gid=$4; shift 4
  mount --make-rprivate /
  mount --bind "$root" "$root"
  mount -o remount,bind,ro "$root"
  mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs -o mode=1777,nosuid,nodev,size=64m tmpfs "$root/tmp"
  exec setpriv --clear-groups --no-new-privs -- \\
    unshare --root="$root" --wd="$workdir" --setgid="$gid" --setuid="$uid" -- "$@"`;

/**
 * Starts an image as compose would with a read-only root, no new privileges and no capabilities: as process 1 of its own
 * process namespace and as the image's user. Two things differ: it shares this machine's network, so that it reaches
 * servers on the loopback interface, and no limits of memory or CPU hold. Its output includes what its start wrote.
 */
export async function runImage(
  buildah: Buildah,
  image: string,
  options: RunOptions = {},
): Promise<Container> {
  const config = await readImageConfig(buildah, image);
  const folder = await mountImage(buildah, image);
  try {
    const listed = userOf(folder.path, config.user);
    const user = options.uid === undefined ? listed : { uid: options.uid, gid: options.uid, home: '/' };
    const container = start(config, folder, user, options);
    await container.entered;
    return container;
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

interface Starting extends Container {
  /** Resolves once its own program runs, or has ended. */
  readonly entered: Promise<void>;
}

function start(config: ImageConfig, folder: RootFolder, user: ImageUser, options: RunOptions): Starting {
  const env = { ...config.env, HOME: user.home, ...options.env };
  const ids = [String(user.uid), String(user.gid)];
  const command = [...config.command, ...(options.args ?? [])];
  const main = observed(
    spawn(
      'unshare',
      [
        ...['--mount', '--pid', '--ipc', '--uts', '--fork', '--kill-child=SIGKILL', '--'],
        ...['sh', '-ec', ENTER, 'enter', folder.path, config.workingDirectory, ...ids, ...command],
      ],
      { env, stdio: ['ignore', 'pipe', 'pipe'] },
    ),
  );
  const exec = (inside: readonly string[]) => {
    const target = ['--target', String(firstProcess(main.child)), '--mount', '--pid', '--ipc', '--uts'];
    const as = ['--root', '--wd', '--setgid', ids[1] ?? '', '--setuid', ids[0] ?? '', '--'];
    const args = ['--no-new-privs', '--', 'nsenter', ...target, ...as, ...inside];
    return observed(spawn('setpriv', args, { env, stdio: ['ignore', 'pipe', 'pipe'] })).ended;
  };
  return {
    config,
    entered: entered(main),
    output: main.output,
    isRunning: main.isRunning,
    exec,
    async checkHealth() {
      if (config.healthcheck === undefined) throw new Error('the image has no health check');
      return exec(config.healthcheck);
    },
    stop: (graceMs = 10_000) => stop(main, graceMs),
    ended: main.ended,
    async remove() {
      if (main.isRunning()) main.child.kill('SIGKILL');
      await main.ended;
      await folder.remove();
    },
  };
}

interface Observed {
  readonly child: ChildProcess;
  output(): string;
  isRunning(): boolean;
  readonly ended: Promise<ContainerEnd>;
}

function observed(child: ChildProcess): Observed {
  const started = Date.now();
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  if (child.pid !== undefined) child.once('exit', dieWithParent(child.pid));
  const ended = new Promise<ContainerEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output: text, ms: Date.now() - started }));
  });
  return {
    child,
    output: () => text,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    ended,
  };
}

async function stop(main: Observed, graceMs: number): Promise<ContainerEnd> {
  const asked = Date.now();
  if (main.isRunning()) process.kill(firstProcess(main.child), 'SIGTERM');
  const grace = new AbortController();
  const late = delay(graceMs, undefined, { signal: grace.signal }).catch(() => undefined);
  await Promise.race([main.ended, late]);
  grace.abort();
  if (main.isRunning()) main.child.kill('SIGKILL');
  return { ...(await main.ended), ms: Date.now() - asked };
}

/** Until its root changes, process 1 is the shell that mounts. */
async function entered({ child, isRunning, ended }: Observed): Promise<void> {
  const isInside = () => {
    try {
      return readlinkSync(`/proc/${firstProcess(child)}/root`) !== '/';
    } catch {
      return false;
    }
  };
  if (child.pid === undefined) await ended;
  while (isRunning() && !isInside()) await delay(10);
}

/** `unshare` waits for the one process that it forked: number 1 inside. */
function firstProcess({ pid }: ChildProcess): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const first = Number(children[0]);
  if (!(first > 0)) throw new Error('the container has ended');
  return first;
}
