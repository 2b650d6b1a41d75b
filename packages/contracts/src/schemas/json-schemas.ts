import { z } from 'zod';
import { topicSchemas } from '../messages/topic-schemas.ts';
import { devicesFileSchema } from '../network/devices-file.ts';
import { topologyFileSchema } from '../network/topology-file.ts';
import { runbookFileSchema } from '../runbooks/runbook-file.ts';

/** A JSON Schema document, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The files that people and network discovery write. */
const fileSchemas = {
  'devices.yml': devicesFileSchema,
  'topology.json': topologyFileSchema,
  'runbook.yml': runbookFileSchema,
};

/**
 * The JSON Schema of every topic and file, by the name it is committed under (`aiops.metrics.json`, `devices.yml.json`).
 * JSON Schema says the shapes; the checks that it cannot say (a stamp that is a date, a command without a pipe) are zod's alone.
 */
export function jsonSchemas(): Record<string, JsonSchema> {
  const all = { ...topicSchemas, ...fileSchemas };
  return Object.fromEntries(
    Object.entries(all).map(([name, schema]) => [`${name}.json`, toJsonSchema(name, schema)]),
  );
}

/** The JSON Schema of what may be written where `schema` reads, with a title. */
export function toJsonSchema(title: string, schema: z.ZodType): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
  return { $schema, title, ...rest };
}
