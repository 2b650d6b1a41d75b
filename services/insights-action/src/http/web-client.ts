import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { bareUrl } from '@aiops/config';
import { Unavailable, underSignals } from '@aiops/runtime';
import axios, { type AxiosResponse } from 'axios';
import { Refused } from '../sinks/incident-sink.ts';

export interface WebClientOptions {
  /** Who is asked, in error texts. The base URL is not named, because it may carry a password. */
  readonly name: string;
  readonly baseUrl: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Certificates (PEM) to trust instead of the usual authorities. */
  readonly ca?: string;
  /** The whole exchange must be over by then; 10 s unless set. */
  readonly timeoutMs?: number;
}

export interface WebRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | readonly string[]>>;
  /** Sent as JSON, or as it is when it is text or bytes. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface WebClient {
  /**
   * The body of a 2xx answer as text. Rejects with `Unavailable` for what may work later (no connection, time-out, 408, 429, 5xx)
   * and with {@link Refused} for every other answer, redirects among them.
   */
  send(request: WebRequest, signal: AbortSignal): Promise<string>;
  close(): void;
}

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const EXCERPT_LENGTH = 200;

/** A client with kept-alive connections, one deadline per exchange and a bound on the size of an answer. */
export function createWebClient(options: WebClientOptions): WebClient {
  const { name, timeoutMs = TIMEOUT_MS } = options;
  const httpAgent = new HttpAgent({ keepAlive: true });
  const httpsAgent = new HttpsAgent({
    keepAlive: true,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  });
  const client = axios.create({
    baseURL: bareUrl(options.baseUrl),
    httpAgent,
    httpsAgent,
    maxContentLength: MAX_ANSWER_BYTES,
    maxRedirects: 0,
    proxy: false,
    responseType: 'text',
    transformResponse: (body: unknown) => body,
    validateStatus: () => true,
    paramsSerializer: { indexes: null },
    headers: { Accept: 'application/json', ...options.headers },
  });
  return {
    async send({ method, path, query, body, headers }, signal) {
      const where = `${name}: ${method} ${path}`.trimEnd();
      const deadline = AbortSignal.timeout(timeoutMs);
      const response = await underSignals([signal, deadline], (either) =>
        client.request<string>({
          method,
          url: path,
          params: query ?? {},
          data: body,
          headers: headers ?? {},
          signal: either,
        }),
      ).catch((error: unknown) => {
        const reason = deadline.aborted ? `no full answer within ${timeoutMs} ms` : reasonOf(error);
        throw new Unavailable(`${where}: ${reason}`);
      });
      if (response.status >= 200 && response.status < 300) return response.data;
      throw failure(where, response);
    },
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

function failure(where: string, { status, data }: AxiosResponse<string>): Error {
  const excerpt = String(data).slice(0, EXCERPT_LENGTH).trim();
  const text = `${where}: status ${status}${excerpt === '' ? '' : `: ${excerpt}`}`;
  return status >= 500 || status === 429 || status === 408
    ? new Unavailable(text)
    : new Refused(text, status);
}

/** The error's own words; a code such as ECONNREFUSED where it has none. */
function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const text = typeof message === 'string' ? message : '';
  return typeof code === 'string' && !text.includes(code) ? `${text} (${code})`.trim() : text;
}
