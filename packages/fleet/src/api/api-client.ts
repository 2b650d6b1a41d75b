import { readFileSync } from 'node:fs';
import { bareUrl } from '@aiops/config';
import { UsageError } from '../commands/command.ts';
import { jsonObject } from '../json-object.ts';
import { askAddress } from '../smoke/ask-address.ts';
import { CheckFailed } from '../smoke/check.ts';
import { ApiRefused } from './api-refused.ts';

/** The HTTP API of insights-action, as a program of the same user. */
export interface ApiClient {
  /** The answer's JSON. Rejects with {@link ApiRefused} when there is none, or when it is no. */
  ask<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T>;
  /** The answer as it is. */
  text(path: string): Promise<string>;
  /** An open answer, for events. */
  open(path: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response>;
}

/** Where the API is unless somebody says otherwise. */
export const DEFAULT_URL = 'http://127.0.0.1:8090';
const ADVICE = 'is insights-action running there? --url or AIOPS_URL name another address';
/** A run may take as long as its steps. */
const TIMEOUT_MS = 120_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** Talks to the API at `url`, else AIOPS_URL, with the token of AIOPS_TOKEN or AIOPS_TOKEN_FILE. Throws `UsageError`. */
export function createApiClient(url: string | undefined, env: Environment): ApiClient {
  const base = `${baseOf(url ?? (env.AIOPS_URL || DEFAULT_URL))}/api/v1`;
  const token = tokenOf(env);
  const auth: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  // Whatever is no page of a browser may say so; then a missing token is told as what it is.
  const own = { 'x-aiops-csrf': '1', ...auth };
  const send = async (method: string, path: string, body?: object): Promise<string> => {
    const init: RequestInit = {
      method,
      headers: { ...own, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
    };
    const { status, text } = await askAddress(base + path, init, ADVICE, TIMEOUT_MS).catch(
      (error: unknown) => {
        throw error instanceof CheckFailed ? new ApiRefused(`${error.message}; ${error.advice}`) : error;
      },
    );
    if (status >= 200 && status < 300) return text;
    throw new ApiRefused(refusalIn(status, text, token === undefined), status);
  };
  return {
    async ask<T>(method: string, path: string, body?: object) {
      const text = await send(method, path, body);
      if (text === '') return undefined as T;
      const answer = jsonObject(text);
      if (answer === undefined)
        throw new ApiRefused(`${base}${path}: what answers there is no JSON; ${ADVICE}`);
      return answer as T;
    },
    text: (path) => send('GET', path),
    async open(path, headers, signal) {
      const response = await fetch(base + path, {
        headers: { ...auth, ...headers },
        redirect: 'error',
        signal,
      });
      if (response.ok) return response;
      const { status } = response;
      throw new ApiRefused(refusalIn(status, await response.text(), token === undefined), status);
    },
  };
}

function baseOf(url: string): string {
  if (/^https?:\/\/[^/]/.test(url) && URL.canParse(url)) return bareUrl(url);
  throw new UsageError(`--url ${url}: expected a URL such as ${DEFAULT_URL}`);
}

function tokenOf({ AIOPS_TOKEN: token = '', AIOPS_TOKEN_FILE: file = '' }: Environment): string | undefined {
  if (token !== '' && file !== '') throw new UsageError('Set AIOPS_TOKEN or AIOPS_TOKEN_FILE, not both.');
  if (file === '') return token === '' ? undefined : token;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UsageError(
      `AIOPS_TOKEN_FILE: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
}

/** What the API itself says; whatever else answers there says it in another form. */
function refusalIn(status: number, text: string, isAnonymous: boolean): string {
  const { detail } = (jsonObject(text) ?? {}) as { detail?: unknown };
  const hint = status === 401 && isAnonymous ? ' Set AIOPS_TOKEN or AIOPS_TOKEN_FILE.' : '';
  if (typeof detail === 'string') return detail + hint;
  return `The answer has status ${status} and is not one of the API; ${ADVICE}`;
}
