import { setTimeout as delay } from 'node:timers/promises';
import { bareUrl } from '@aiops/config';

/** Where the SQL gateway of Flink is. */
export interface SqlGatewayOptions {
  /** Base URL of its REST API. */
  readonly url: string;
  readonly fetch?: typeof fetch;
}

/** What came of a list of statements. */
export interface SubmittedStatements {
  /** Id of the job that the last INSERT or STATEMENT SET started; without one there is none. */
  readonly jobId?: string;
}

/** Runs SQL by Flink's SQL gateway. Tables and settings last until `close`; a job that was started runs on after it. */
export interface SqlGateway {
  /**
   * Runs statements one after the other. Throws a {@link SqlGatewayError} at the first one that fails: nothing after it is run.
   */
  run(statements: readonly string[], signal?: AbortSignal): Promise<SubmittedStatements>;
  /** Ends the session. A gateway that is gone has ended it already. */
  close(): Promise<void>;
}

/** A statement that the gateway refused, or a gateway that did not answer as it should. */
export class SqlGatewayError extends Error {
  override readonly name = 'SqlGatewayError';
}

interface Answer {
  readonly sessionHandle?: string;
  readonly operationHandle?: string;
  readonly resultType?: 'NOT_READY' | 'PAYLOAD' | 'EOS';
  readonly jobID?: string;
  readonly errors?: readonly string[];
}

const POLL_MS = 100;

/** A client of the gateway at `url`, with a session of its own that begins with the first statement. */
export function createSqlGateway({ url, fetch: request = fetch }: SqlGatewayOptions): SqlGateway {
  const base = `${bareUrl(url)}/v1/sessions`;
  let session: string | undefined;
  const call = async (method: string, path: string, body?: object, signal?: AbortSignal) => {
    const response = await request(base + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    }).catch((cause: Error) => {
      throw new SqlGatewayError(
        `The SQL gateway at ${url} does not answer (${cause.message}); is it running?`,
        {
          cause,
        },
      );
    });
    const answer = (await response.json().catch(() => ({}))) as Answer;
    if (!response.ok) throw new SqlGatewayError(`${method} ${base}${path}: ${whyOf(answer, response)}`);
    return answer;
  };
  const runOne = async (statement: string, signal: AbortSignal | undefined): Promise<string | undefined> => {
    // Times without a zone in SQL, such as those that are formatted, are UTC in every contract.
    const properties = { 'table.local-time-zone': 'UTC' };
    session ??= (await call('POST', '', { properties }, signal)).sessionHandle;
    const { operationHandle } = await call('POST', `/${session}/statements`, { statement }, signal);
    for (;;) {
      const path = `/${session}/operations/${operationHandle}/result/0?rowFormat=JSON`;
      const answer = await call('GET', path, undefined, signal);
      if (answer.resultType !== 'NOT_READY') return answer.jobID;
      await delay(POLL_MS, undefined, { signal });
    }
  };

  return {
    async run(statements, signal) {
      let jobId: string | undefined;
      for (const statement of statements) {
        try {
          jobId = (await runOne(statement, signal)) ?? jobId;
        } catch (error) {
          if (!(error instanceof SqlGatewayError)) throw error;
          throw new SqlGatewayError(`${error.message}\nin: ${firstLineOf(statement)}`, { cause: error });
        }
      }
      return jobId === undefined ? {} : { jobId };
    },
    async close() {
      const ended = session;
      session = undefined;
      if (ended !== undefined) await call('DELETE', `/${ended}`).catch(() => undefined);
    },
  };
}

/** The causes among the lines of Java's stack trace, which tell what was wrong; the trace itself tells nothing to users. */
function whyOf({ errors = [] }: Answer, { status, statusText }: Response): string {
  const lines = errors.join('\n').split('\n');
  const causes = lines.filter((line) => /^(?:Caused by: )?[\w.$]+(?:Exception|Error)\b/.test(line));
  const told = (causes.length === 0 ? lines : causes).slice(-3).join('; ');
  return `${status} ${told === '' ? statusText : told}`;
}

function firstLineOf(statement: string): string {
  const [first = ''] = statement.split('\n').filter((line) => !/^\s*(?:--|$)/.test(line));
  return first.slice(0, 200);
}
