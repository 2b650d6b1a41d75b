import { openApiDocument } from '../../services/insights-action/src/api/openapi-document.ts';

type Json = Readonly<Record<string, unknown>>;

const HEADER = `// Made by \`npm run generate\` from the operations of the HTTP API; do not edit.
`;
/** Names that TypeScript knows as something else. */
const PLAIN_NAME = /^[A-Za-z_$][\w$]*$/;

interface OperationObject {
  readonly operationId: string;
  readonly 'x-role': string;
  readonly parameters: readonly { name: string; in: 'path' | 'query'; required: boolean; schema: Json }[];
  readonly requestBody?: { required: boolean; content: Json };
  readonly responses: Readonly<Record<string, { content?: Json }>>;
}

/** TypeScript of what the HTTP API takes and answers, for the page: it has no other knowledge of the API. */
export function apiTypes(): string {
  const { paths, components } = openApiDocument() as {
    paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
    components: { schemas: Readonly<Record<string, Json>> };
  };
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) => `export type ${name} = ${typeOf(schema)};\n`,
  );
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const types = all.map(({ operation }) => `  ${operation.operationId}: ${operationType(operation)};\n`);
  const facts = all.map(
    ({ path, method, operation }) =>
      `  ${operation.operationId}: { method: '${method.toUpperCase()}', path: '${path}', role: '${operation['x-role']}' },\n`,
  );
  return [
    HEADER,
    ...schemas,
    `/** What each operation takes and answers. */\nexport interface Operations {\n${types.join('')}}\n`,
    `/** Where each operation is, and the least role that may. */\nexport const operations = {\n${facts.join('')}} as const;\n`,
  ].join('\n');
}

function operationType({ parameters, requestBody, responses }: OperationObject): string {
  const part = (place: 'path' | 'query') =>
    objectOf(
      parameters
        .filter((parameter) => parameter.in === place)
        .map(({ name, required, schema }) => [name, schema, required] as const),
    );
  const body = requestBody === undefined ? 'undefined' : contentType(requestBody.content);
  const answer = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1].content;
  const optional = requestBody?.required === false ? ' | undefined' : '';
  return `{ params: ${part('path')}; query: ${part('query')}; body: ${body}${optional}; answer: ${answer === undefined ? 'undefined' : contentType(answer)} }`;
}

function contentType(content: Json): string {
  const [first] = Object.values(content) as { schema: Json }[];
  return typeOf(first?.schema ?? {});
}

/** The type of the values that a JSON Schema of ours describes. Fields that it does not name are left out. */
function typeOf(schema: Json): string {
  if (typeof schema.$ref === 'string') return schema.$ref.split('/').at(-1) ?? 'unknown';
  const options = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
  if (options !== undefined) return union(options.map(typeOf));
  if (schema.const !== undefined) return JSON.stringify(schema.const).replaceAll('"', "'");
  if (Array.isArray(schema.enum)) return union(schema.enum.map((value) => `'${value}'`));
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => typeOf({ ...schema, type })));
  if (schema.type === 'array') return arrayOf(schema);
  if (schema.type === 'object') return objectType(schema);
  return (
    { string: 'string', number: 'number', integer: 'number', boolean: 'boolean', null: 'null' }[
      String(schema.type)
    ] ?? 'unknown'
  );
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(' | ');
}

function arrayOf({ prefixItems, items }: Json): string {
  if (Array.isArray(prefixItems)) return `readonly [${prefixItems.map(typeOf).join(', ')}]`;
  return `readonly (${typeOf((items ?? {}) as Json)})[]`;
}

function objectType({ properties, required, additionalProperties }: Json): string {
  if (properties === undefined || Object.keys(properties as Json).length === 0) {
    const values = additionalProperties as Json | false | undefined;
    return values === false ? 'Record<string, never>' : `Readonly<Record<string, ${typeOf(values ?? {})}>>`;
  }
  const needed = (required ?? []) as string[];
  return objectOf(
    Object.entries(properties as Readonly<Record<string, Json>>).map(
      ([name, schema]) => [name, schema, needed.includes(name)] as const,
    ),
  );
}

function objectOf(fields: readonly (readonly [name: string, schema: Json, required: boolean])[]): string {
  if (fields.length === 0) return 'Record<string, never>';
  const lines = fields.map(([name, schema, required]) => {
    const key = PLAIN_NAME.test(name) ? name : `'${name}'`;
    return `readonly ${key}${required ? '' : '?'}: ${typeOf(schema)}${required ? '' : ' | undefined'}`;
  });
  return `{ ${lines.join('; ')} }`;
}
