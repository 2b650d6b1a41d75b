import { expect, test } from 'vitest';
import { createSqlGateway } from './sql-gateway.ts';

/** A gateway that answers as Flink's does; a statement with `bad` in it fails. */
function gateway() {
  const requests: string[] = [];
  const statements: string[] = [];
  let asked = 0;
  const answer = (method: string, path: string, body: { statement?: string }): [number, object] => {
    if (path === '/v1/sessions') return [200, { sessionHandle: 's1' }];
    if (path.endsWith('/statements')) {
      statements.push(body.statement ?? '');
      return [200, { operationHandle: `o${statements.length}` }];
    }
    if (method === 'DELETE') return [200, {}];
    if (statements.at(-1)?.includes('bad'))
      return [
        500,
        {
          errors: [
            'Internal server error.',
            'org.x.OuterException: outer\n\tat org.x.A.b(A.java:1)\nCaused by: org.x.ValidationException: no column `bad`',
          ],
        },
      ];
    asked += 1;
    if (asked % 2 === 1) return [200, { resultType: 'NOT_READY' }];
    const jobID = statements.at(-1)?.startsWith('INSERT') ? { jobID: 'j1' } : {};
    return [200, { resultType: 'PAYLOAD', ...jobID }];
  };
  const request = (async (url: string, init: RequestInit) => {
    const { pathname } = new URL(url);
    requests.push(`${init.method} ${pathname}`);
    const [status, body] = answer(init.method ?? 'GET', pathname, JSON.parse(String(init.body ?? '{}')));
    return new Response(JSON.stringify(body), { status });
  }) as typeof fetch;
  return { requests, statements, sql: createSqlGateway({ url: 'http://gateway:8083/', fetch: request }) };
}

test('statements run one after the other in one session, and the job of the last is told', async () => {
  const { requests, statements, sql } = gateway();
  expect(await sql.run(["SET 'a' = 'b'", 'INSERT INTO t SELECT 1'])).toEqual({ jobId: 'j1' });
  expect(await sql.run(['CREATE TABLE t'])).toEqual({});
  await sql.close();
  await sql.close();
  expect(statements).toEqual(["SET 'a' = 'b'", 'INSERT INTO t SELECT 1', 'CREATE TABLE t']);
  expect(requests.filter((line) => line === 'POST /v1/sessions')).toHaveLength(1);
  expect(requests.filter((line) => line === 'DELETE /v1/sessions/s1')).toHaveLength(1);
});

test('the first statement that fails is told with its cause, and nothing after it is run', async () => {
  const { statements, sql } = gateway();
  await expect(sql.run(['-- why\nSELECT bad', 'SELECT 2'])).rejects.toThrow(
    /500 org.x.OuterException: outer; Caused by: org.x.ValidationException: no column `bad`\nin: SELECT bad$/,
  );
  expect(statements).toHaveLength(1);
});

test('a gateway that is not there is told by its address', async () => {
  const sql = createSqlGateway({ url: 'http://127.0.0.1:1' });
  await expect(sql.run(['SELECT 1'])).rejects.toThrow(
    'The SQL gateway at http://127.0.0.1:1 does not answer',
  );
});
