import { topicNames, topics } from '@aiops/contracts';
import { z } from 'zod';
import { integer, text } from '../fields/field-types.ts';
import { kafkaTlsSchema, saslSchema } from './kafka-security.ts';

const SERVER = /^(?:\[[0-9a-fA-F:.]+\]|[^\s,:[\]]+):\d{1,5}$/;
const TOPIC = /^[A-Za-z0-9._-]{1,249}$/;

/** Topics by the names that may stand in the file: `aiops.rca_results`, or short as `rca_results`. */
const byName = new Map<string, string>(
  topicNames.flatMap((name): [string, string][] => [
    [name, name],
    [name.replace(/^aiops\./, ''), name],
  ]),
);

/** Names of topics on the broker by logical name, so that both spellings in the file mean the same. */
const topicsSchema = z
  .record(
    z.string().refine((name) => byName.has(name), `expected a topic: ${topicNames.join(', ')}`),
    z.string().regex(TOPIC, 'expected letters, digits, dot, underscore or hyphen'),
  )
  .superRefine((names, context) => {
    const owners = new Map<string, string>(topicNames.map((name) => [name, name]));
    for (const logical of Object.keys(names)) owners.delete(byName.get(logical) ?? logical);
    for (const [logical, name] of Object.entries(names)) {
      const other = owners.get(name);
      if (other !== undefined) {
        context.addIssue({
          code: 'custom',
          path: [logical],
          message: `expected a name of its own, but it is that of ${other}`,
        });
      }
      owners.set(name, logical);
    }
  })
  .transform((names) =>
    Object.fromEntries(Object.entries(names).map(([name, value]) => [byName.get(name) ?? name, value])),
  );

/** `messaging.kafka` */
export const kafkaSchema = z.strictObject({
  bootstrap_servers: z
    .string()
    .refine(
      (servers) => servers.split(',').every((server) => SERVER.test(server.trim())),
      'expected host:port, several separated by commas',
    )
    .transform((servers) => servers.replaceAll(/\s/g, ''))
    .optional()
    .describe('Brokers as host:port, comma separated; without it, an in-memory bus'),
  num_partitions: integer(3, 1).describe('Partitions of each topic when it is created'),
  replication_factor: integer(1, 1).describe('Copies of each topic, at most the number of brokers'),
  topics: topicsSchema
    .prefault({})
    .describe(`Names on the broker where they are not the logical ones, such as \`${topics.metrics}\``),
  client_id: text().default('aiops').describe('How the broker sees us'),
  ssl: kafkaTlsSchema.prefault({}),
  sasl: saslSchema.prefault({}),
});
