import { type JsonSchema, toJsonSchema } from '@aiops/contracts';
import { configSchema } from './schema.ts';

/** JSON Schema of `config/aiops.yml`, for editors. */
export function configJsonSchema(): JsonSchema {
  return toJsonSchema('aiops.yml', configSchema);
}
