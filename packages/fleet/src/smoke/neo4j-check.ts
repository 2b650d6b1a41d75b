import type { Config } from '@aiops/config';
import { baseUrl, type Surroundings } from './addresses.ts';
import { askAddress } from './ask-address.ts';
import { type Check, CheckFailed } from './check.ts';

/** The first query after a start waits until the planner is warm. */
const FIRST_QUERY_MS = 30_000;
/** The query with which people are told to look at the graph. */
const CYPHER = `MATCH (d:Device)
OPTIONAL MATCH (d)-[r:CONNECTS_TO]->(other:Device)
WITH d, count(r) AS degree
RETURN d.name AS name, d.type AS type, degree
ORDER BY degree DESC`;

interface Answer {
  readonly errors: readonly { readonly message: string }[];
  readonly results: readonly { readonly data: readonly { readonly row: readonly unknown[] }[] }[];
}

/** Neo4j answers the documented question for the most connected devices, and knows some. */
export function neo4jCheck(
  { storage }: Config,
  around: Surroundings,
  whereToLook: (part: string) => string,
): Check {
  const { user, password = '' } = storage.neo4j;
  const url = `${baseUrl('neo4j', around)}/db/neo4j/tx/commit`;
  return {
    part: 'neo4j',
    title: "Neo4j answers the documentation's query with devices",
    run: async () => {
      const advice = `${whereToLook('neo4j')}; check NEO4J_HTTP_URL, NEO4J_USER and NEO4J_PASSWORD`;
      const { status, text } = await askAddress(url, request(user, password), advice, FIRST_QUERY_MS);
      const answer = answerOf(text);
      const complaint = answer?.errors[0]?.message;
      if (complaint !== undefined) throw new CheckFailed(`${url}: ${complaint}`, advice);
      if (answer === undefined || status !== 200) throw new CheckFailed(`${url}: status ${status}`, advice);
      const rows = answer.results[0]?.data ?? [];
      if (rows.length === 0) {
        throw new CheckFailed(
          `${url}: the graph has no devices`,
          `graph-builder fills it from config/topology/devices.yml; ${whereToLook('graph-builder')}`,
        );
      }
      const [name, type, degree] = rows[0]?.row ?? [];
      return `${rows.length} devices, the most connected is ${name} (${type}, ${degree} links)`;
    },
  };
}

function request(user: string, password: string): RequestInit {
  return {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ statements: [{ statement: CYPHER }] }),
  };
}

function answerOf(text: string): Answer | undefined {
  try {
    const answer = JSON.parse(text) as Partial<Answer>;
    return { errors: answer.errors ?? [], results: answer.results ?? [] };
  } catch {
    return undefined;
  }
}
