import { connect } from 'node:net';
import { CheckFailed } from './check.ts';

/**
 * What an address answers within `timeoutMs`: `http://…` is fetched, `tcp://host:port` connected to. Rejects with `CheckFailed`
 * and `advice` when it does not answer.
 */
export async function askAddress(
  url: string,
  init: RequestInit,
  advice: string,
  timeoutMs = 5_000,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    if (url.startsWith('tcp:')) return await accepts(new URL(url), timeoutMs);
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    throw new CheckFailed(`${url}: ${reasonOf(error, timeoutMs)}`, advice);
  }
}

function accepts({ hostname, port }: URL, timeout: number): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), timeout });
    socket.once('connect', () => {
      socket.destroy();
      resolve({ status: 200, text: '' });
    });
    socket.once('timeout', () => socket.destroy(new Error('no answer in time')));
    socket.once('error', reject);
  });
}

/** The words of whoever knows most: fetch hides the reason in the cause, and several addresses tried in an aggregate. */
function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  const code = codeOf(error) ?? codeOf(error.cause);
  if (code === 'ECONNREFUSED') return 'nothing listens there (connection refused)';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the host name is not known here';
  return (error.cause instanceof Error ? error.cause.message : '') || error.message;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
