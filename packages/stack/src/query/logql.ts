import type { Matcher } from './promql.ts';
import { readPromql } from './promql.ts';
import { tokensOf } from './tokens.ts';

/** What a LogQL query uses. */
export interface LogQuery {
  /** Conditions in the stream selectors. */
  readonly matchers: readonly Matcher[];
  readonly problem: string | undefined;
}

/** Reads the stream selectors of a LogQL query. */
export function readLogql(query: string): LogQuery {
  const { selectors, problem } = readPromql(query);
  if (problem !== undefined) return { matchers: [], problem };
  const streams = selectors.filter(({ metric, matchers }) => metric === undefined && matchers.length > 0);
  if (streams.length === 0) return { matchers: [], problem: 'it selects no stream, such as {job="x"}' };
  return { matchers: streams.flatMap(({ matchers }) => matchers), problem: undefined };
}

/** What keeps a TraceQL query from being read: brackets or quotes that do not match, or no `{`. */
export function traceqlProblem(query: string): string | undefined {
  const read = tokensOf(query);
  if ('problem' in read) return `${read.problem}, near "${read.near}"`;
  return read.tokens.some(({ text }) => text === '{') ? undefined : 'it selects no spans, such as {}';
}
