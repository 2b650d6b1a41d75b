import { z } from 'zod';
import { expectAt } from '../fields/expect-at.ts';
import { flag, pemFile, port, text } from '../fields/field-types.ts';

/** `storage.redis` */
export const redisSchema = z
  .strictObject({
    host: text().optional().describe('Without a host, state is kept in memory'),
    port: port(6379, 1).describe('Port of Redis'),
    username: text().optional().describe('User of Redis, where it has more than the one without a name'),
    password: text().optional().describe('Password of Redis, if it asks for one'),
    tls: z
      .strictObject({
        enabled: flag(false).describe('Whether Redis is reached over TLS; its certificate is always checked'),
        ca_file: pemFile().describe(
          'Certificates (PEM) of the authorities to trust instead of the usual ones',
        ),
      })
      .superRefine(({ enabled, ca_file }, context) => {
        if (!enabled && ca_file !== undefined)
          expectAt(
            context,
            'enabled',
            'expected true, because a CA file is given: set REDIS_TLS_ENABLED=true',
          );
      })
      .prefault({}),
  })
  .superRefine(({ username, password }, context) => {
    if (username !== undefined && password === undefined)
      expectAt(
        context,
        'password',
        'expected a password, because a user is set: set REDIS_PASSWORD or REDIS_PASSWORD_FILE',
      );
  });

/** `storage.neo4j` */
export const neo4jSchema = z
  .strictObject({
    uri: z
      .url({
        protocol: /^(?:bolt|neo4j)(?:\+s|\+ssc)?$/,
        error: 'expected a URI such as bolt://localhost:7687',
      })
      .optional()
      .describe(
        'bolt:// or neo4j://, with TLS bolt+s:// or neo4j+s://; without one, the topology is kept in memory',
      ),
    user: text().default('neo4j').describe('User of Neo4j'),
    password: text()
      .optional()
      .describe('Password of Neo4j; better given as NEO4J_PASSWORD_FILE than in the file'),
    ca_file: pemFile().describe(
      'Certificates (PEM) of the authorities to trust instead of the usual ones; needs a URI with +s',
    ),
  })
  .superRefine(({ uri, password, ca_file }, context) => {
    if (uri !== undefined && password === undefined)
      expectAt(
        context,
        'password',
        'expected a password, because a Neo4j URI is set: set NEO4J_PASSWORD or NEO4J_PASSWORD_FILE',
      );
    if (uri !== undefined && ca_file !== undefined && !/^\w+\+s:/.test(uri))
      expectAt(
        context,
        'uri',
        'expected a URI with +s such as bolt+s://localhost:7687, because a CA file is given',
      );
  });
