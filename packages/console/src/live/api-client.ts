import { ApiRefused } from './api-refused.ts';
import { type Operations, operations, type Problem } from './api-types.ts';
import { reasonOf } from './reason-of.ts';
import { parseVisible, visibleText } from './visible-text.ts';

type Name = keyof Operations;
type Given<T> = T extends Record<string, never> | undefined ? unknown : T;

/** What an operation is asked with: parameters of its path, of its query, and its body. */
export interface Asked<N extends Name> {
  readonly params?: Given<Operations[N]['params']>;
  readonly query?: Partial<Given<Operations[N]['query']>>;
  readonly body?: Operations[N]['body'];
  readonly signal?: AbortSignal;
}

/** Asks the API one thing and resolves to its answer. Rejects with {@link ApiRefused}. */
export async function askApi<N extends Name>(
  name: N,
  asked: Asked<N> = {},
): Promise<Operations[N]['answer']> {
  const { method } = operations[name];
  const response = await send(addressOf(name, asked), {
    method,
    // Without it a change is refused: another site could have made the browser send it.
    headers: {
      'X-AIOps-CSRF': '1',
      ...(asked.body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
    ...(asked.signal === undefined ? {} : { signal: asked.signal }),
  });
  if (!response.ok) throw await refusalOf(response);
  if (response.status === 204) return undefined as Operations[N]['answer'];
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return (isJson ? parseVisible(text) : visibleText(text)) as Operations[N]['answer'];
}

/** Path and query of what is asked. */
export function addressOf<N extends Name>(name: N, { params, query }: Asked<N>): string {
  const given = (params ?? {}) as Readonly<Record<string, string>>;
  const path = operations[name].path.replaceAll(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent((given[key] ?? '').replaceAll(/\p{Surrogate}/gu, '\ufffd')),
  );
  const fields = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(fields.map(([key, value]) => [key, String(value)])).toString();
  return search === '' ? path : `${path}?${search}`;
}

async function send(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...init, credentials: 'same-origin' });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiRefused(0, reasonOf(error));
  }
}

async function refusalOf(response: Response): Promise<ApiRefused> {
  try {
    const { detail, errors } = parseVisible(await response.text()) as Problem;
    return new ApiRefused(response.status, detail, errors);
  } catch {
    return new ApiRefused(response.status, `HTTP ${response.status}`);
  }
}
