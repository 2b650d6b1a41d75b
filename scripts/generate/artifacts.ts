import { configJsonSchema, configurationPage } from '../../packages/config/src/index.ts';
import { type JsonSchema, jsonSchemas } from '../../packages/contracts/src/index.ts';
import { tableFiles } from '../../packages/flink/src/index.ts';
import { openApiDocument } from '../../services/insights-action/src/api/openapi-document.ts';
import { apiTypes } from './api-types.ts';

/** A committed file that is made from the schemas. */
export interface Artifact {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
  /** Set for a schema that others rely on: it may only grow. */
  readonly schema?: JsonSchema;
}

/** Everything that `npm run generate` writes. */
export function artifacts(): Artifact[] {
  return [
    ...Object.entries(jsonSchemas()).map(([name, schema]) =>
      schemaFile(`packages/contracts/schema/${name}`, schema),
    ),
    schemaFile('packages/config/schema/aiops.yml.json', configJsonSchema()),
    ...tableFiles(),
    { path: 'docs/configuration.md', text: configurationPage() },
    { path: 'docs/openapi.json', text: `${JSON.stringify(openApiDocument(), null, 1)}\n` },
    { path: 'packages/console/src/live/api-types.ts', text: apiTypes() },
  ];
}

function schemaFile(path: string, schema: JsonSchema): Artifact {
  return { path, text: `${JSON.stringify(schema, null, 2)}\n`, schema };
}
