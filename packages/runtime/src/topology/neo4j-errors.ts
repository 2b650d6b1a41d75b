import neo4j, { type Neo4jError } from 'neo4j-driver';
import { AccessRefused, Unavailable } from '../errors.ts';

/** Error texts and codes of the driver and the server that pass by themselves, beyond those the driver calls retryable. */
const TEMPORARY = /acquisition timed out|TransactionTimedOut|Connection was closed|ECONN|ENOTFOUND|ETIMEDOUT/;

/** Turns what the Neo4j driver throws into an error that says what to do; `Unavailable` when a later attempt may work. */
export function neo4jError(error: Error, uri: string, user: string, doing: string): Error {
  const { code } = error as Partial<Neo4jError>;
  if (code === undefined) return error;
  const options = { cause: error };
  if (code === 'Neo.ClientError.Security.Forbidden')
    return new Error(
      `Neo4j at ${uri}: the user "${user}" may not do this (${doing}): ${error.message}`,
      options,
    );
  if (code.startsWith('Neo.ClientError.Security.'))
    return new AccessRefused(
      `Neo4j at ${uri} refused the login of the user "${user}" (${error.message}); check NEO4J_USER and NEO4J_PASSWORD`,
      options,
    );
  if (neo4j.isRetryableError(error as Neo4jError) || TEMPORARY.test(`${code} ${error.message}`))
    return new Unavailable(
      `Neo4j at ${uri} is not reachable: ${reason(error)}; check NEO4J_URI (${doing})`,
      options,
    );
  return new Error(`Neo4j at ${uri}: ${doing} failed: ${error.message}`, options);
}

/** The driver wraps the reason in advice and in the state of its pools. */
function reason({ message }: Error): string {
  const cause = /Caused by: (.*)/.exec(message)?.[1];
  return (cause ?? message.split(/\n| Pool status| Known routing table/, 1)[0] ?? '').replace(/\.$/, '');
}
