import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { bareUrl } from '@aiops/config';
import { underSignals } from '@aiops/runtime';
import axios, { type AxiosResponse } from 'axios';
import { UpstreamFailed } from './upstream-failed.ts';

export interface UpstreamOptions {
  /** Used in error texts. The base URL is not, because it may carry a password. */
  readonly name: string;
  readonly baseUrl: string;
  /** The whole exchange, body included, must be over by then. */
  readonly timeoutMs?: number;
  /** Largest answer that is read. */
  readonly maxBytes?: number;
}

export type Query = Readonly<Record<string, string | number>>;

/** An HTTP server that pollers ask. */
export interface Upstream {
  /**
   * The parsed JSON of an answer, or undefined for a 404.
   * @throws UpstreamFailed when there is no such answer.
   */
  get(path: string, query: Query, signal: AbortSignal): Promise<unknown>;
  close(): void;
}

const DEFAULT_TIMEOUT_MS = 20_000;
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
const EXCERPT_LENGTH = 200;

/** A client with kept-alive connections, one deadline per exchange and a bound on the size of an answer. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES } = options;
  const httpAgent = new HttpAgent({ keepAlive: true });
  const httpsAgent = new HttpsAgent({ keepAlive: true });
  const client = axios.create({
    baseURL: bareUrl(options.baseUrl),
    httpAgent,
    httpsAgent,
    maxContentLength: maxBytes,
    maxRedirects: 0,
    proxy: false,
    responseType: 'text',
    transformResponse: (body: unknown) => body,
    validateStatus: () => true,
    headers: { Accept: 'application/json' },
  });
  return {
    async get(path, query, signal) {
      const where = `${options.name} ${path}`;
      // axios's own timeout ends with the headers; a body that stalls is only ended by a signal.
      const deadline = AbortSignal.timeout(timeoutMs);
      const response = await underSignals([signal, deadline], (either) =>
        client.get<string>(path, { params: query, signal: either }),
      ).catch((error: unknown) => {
        if (deadline.aborted)
          throw failure(`${where}: no full answer within ${timeoutMs} ms`, { excess: 'time' });
        const text = errorText(error);
        if (text.includes('maxContentLength'))
          throw failure(`${where}: the answer exceeds ${maxBytes} bytes`, { excess: 'size' });
        throw failure(`${where}: ${text}`);
      });
      if (response.status === 404) return undefined;
      if (response.status !== 200) throw refusal(where, response);
      try {
        return JSON.parse(response.data) as unknown;
      } catch {
        throw new UpstreamFailed(
          `${where}: answer of ${response.data.length} characters is not complete JSON`,
        );
      }
    },
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

function failure(text: string, more?: ConstructorParameters<typeof UpstreamFailed>[2]): UpstreamFailed {
  return new UpstreamFailed(text, 'unavailable', more);
}

function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return code !== undefined && !error.message.includes(code) ? `${error.message} (${code})` : error.message;
}

function refusal(where: string, response: AxiosResponse<string>): UpstreamFailed {
  const excerpt = String(response.data).slice(0, EXCERPT_LENGTH).trim();
  const text = `${where}: status ${response.status}${excerpt === '' ? '' : `: ${excerpt}`}`;
  const retryable = response.status >= 500 || response.status === 429 || response.status === 408;
  const retryAfterMs = waitOf(response.headers['retry-after']);
  return new UpstreamFailed(text, retryable ? 'unavailable' : 'rejected', { retryAfterMs });
}

/** The milliseconds that a Retry-After asks for, as seconds or as a date; undefined when it is neither. */
function waitOf(retryAfter: unknown): number | undefined {
  if (typeof retryAfter !== 'string' || retryAfter.trim() === '') return undefined;
  const seconds = Number(retryAfter);
  const ms = Number.isNaN(seconds) ? Date.parse(retryAfter) - Date.now() : seconds * 1000;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
