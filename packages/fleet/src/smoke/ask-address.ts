import { connect } from 'node:net';
import { CheckFailed } from './check.ts';

const TIMEOUT_MS = 5_000;

/** What an address answers: `http://…` is fetched, `tcp://host:port` connected to. Rejects with `CheckFailed` and `advice` when it does not answer. */
export async function askAddress(
  url: string,
  init: RequestInit,
  advice: string,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    if (url.startsWith('tcp:')) return await accepts(new URL(url));
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    throw new CheckFailed(`${url}: ${reasonOf(error)}`, advice);
  }
}

function accepts({ hostname, port }: URL): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: TIMEOUT_MS });
    socket.once('connect', () => {
      socket.destroy();
      resolve({ status: 200, text: '' });
    });
    socket.once('timeout', () => socket.destroy(new Error('no answer in time')));
    socket.once('error', reject);
  });
}

/** The words of whoever knows most: fetch hides the reason in the cause, and several addresses tried in an aggregate. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  const code = codeOf(error) ?? codeOf(error.cause);
  if (code === 'ECONNREFUSED') return 'nothing listens there (connection refused)';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the host name is not known here';
  return (error.cause instanceof Error ? error.cause.message : '') || error.message;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
