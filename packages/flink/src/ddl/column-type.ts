import type { JsonSchema } from '@aiops/contracts';

/** What is read of a JSON Schema. */
interface Node {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly prefixItems?: readonly Node[];
  readonly anyOf?: readonly Node[];
}

const SCALARS: Readonly<Record<string, string>> = {
  string: 'STRING',
  number: 'DOUBLE',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
};

/**
 * The SQL type of what a schema allows. Where several types may stand, the first one decides: `number | string` is a number that may be
 * written as text, which Flink reads as a number, and `string | number` a stamp, which is read as text. What may be anything is text as
 * well: Flink reads an object or a list as the text of its JSON.
 */
export function columnType(schema: JsonSchema): string {
  return typeOf(schema as Node);
}

/** A name as SQL reads it, whatever it is. */
export function quotedName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

function typeOf(node: Node): string {
  const [type] = [node.type ?? []].flat();
  if (type === undefined) return node.anyOf?.[0] === undefined ? 'STRING' : typeOf(node.anyOf[0]);
  if (type === 'array') return `ARRAY<${elementType(node)}>`;
  if (type === 'object') return objectType(node);
  return SCALARS[type] ?? 'STRING';
}

/** A tuple has one type for all: SQL knows no other lists. */
function elementType({ items, prefixItems }: Node): string {
  const element = prefixItems?.[0] ?? items;
  return element === undefined ? 'STRING' : typeOf(element);
}

function objectType({ properties, additionalProperties }: Node): string {
  const fields = Object.entries(properties ?? {});
  if (fields.length > 0)
    return `ROW<${fields.map(([name, field]) => `${quotedName(name)} ${typeOf(field)}`).join(', ')}>`;
  const value = typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'STRING';
  return `MAP<STRING, ${value}>`;
}
