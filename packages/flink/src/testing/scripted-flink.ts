import { createFlinkRest, type FlinkRest } from '../rest/flink-rest.ts';

/** What a job manager says, by path without its query. A function makes the answer of the body that was sent. */
export type Script = Record<string, unknown | ((body: unknown) => unknown)>;

/** A job manager that gives the answers of a script; paths that it does not name are refused as Flink refuses them. */
export function scriptedFlink(script: Script): { readonly rest: FlinkRest; readonly asked: string[] } {
  const asked: string[] = [];
  const fetch = (async (input: string, init: RequestInit = {}) => {
    const { pathname, search } = new URL(input);
    asked.push(`${init.method} ${pathname}${search}`);
    const answer = script[`${init.method} ${pathname}`] ?? script[pathname];
    if (answer === undefined) {
      const errors = [
        `org.apache.flink.runtime.rest.handler.RestHandlerException: Not found: ${pathname}\n\tat x.y.Z`,
      ];
      return Response.json({ errors }, { status: 404 });
    }
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    return Response.json(typeof answer === 'function' ? answer(body) : answer);
  }) as typeof globalThis.fetch;
  return { rest: createFlinkRest({ url: 'http://flink:8081/', fetch }), asked };
}

/** A job in the list of all. */
export function listedJob(jid: string, name: string, state: string, startedAt: number): object {
  return { jid, name, state, 'start-time': startedAt };
}
