import { spawn } from 'node:child_process';

/**
 * Ends a process when this one ends, however it ends: a small shell waits on a pipe whose other end only we hold.
 * An exit handler alone would not run when a test runner is killed. Returns what calls the watch off.
 */
export function dieWithParent(pid: number): () => void {
  const script = 'trap "" INT TERM HUP; read -r _; kill -KILL "$1" 2>/dev/null';
  const guard = spawn('/bin/sh', ['-c', script, 'guard', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  const pipe = guard.stdin as unknown as { unref(): void; on(event: 'error', listener: () => void): void };
  pipe.unref();
  pipe.on('error', () => {});
  guard.on('error', () => {});
  return () => void guard.kill('SIGKILL');
}
