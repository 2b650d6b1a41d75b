import type { JsonSchema } from './json-schemas.ts';

/** What every validated node may carry that allows less the greater it is, and what allows less the smaller it is. */
const LOWER_BOUNDS = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'] as const;
const UPPER_BOUNDS = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'] as const;

/**
 * What a new JSON Schema takes away from an old one, one line each; empty when the change is additive only. Found are
 * removed fields, fields that became required, and anything that allows less than before: fewer types, fewer values of an
 * enum, tighter bounds, a new or another pattern, unknown fields refused. Written for what zod generates (no `$ref`).
 */
export function incompatibilities(before: JsonSchema, after: JsonSchema, path = ''): string[] {
  const [old, now] = [alternativesOf(before), alternativesOf(after)];
  const [onlyOld, onlyNow] = [old[0], now[0]];
  return old.length === 1 && now.length === 1 && onlyOld !== undefined && onlyNow !== undefined
    ? changedNode(onlyOld, onlyNow, path)
    : old.flatMap((alternative) => lostAlternative(alternative, now, path));
}

/** A union as a list, whether written as `anyOf`, `oneOf` or a list of types. */
function alternativesOf(schema: JsonSchema): JsonSchema[] {
  const list = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(list)) return (list as JsonSchema[]).flatMap(alternativesOf);
  return Array.isArray(schema.type) ? schema.type.map((type) => ({ ...schema, type })) : [schema];
}

/** What was allowed must still fit one of the alternatives; if only one is of its kind, the reasons are told. */
function lostAlternative(old: JsonSchema, now: readonly JsonSchema[], path: string): string[] {
  const results = now.map((candidate) => changedNode(old, candidate, path));
  if (results.some((lines) => lines.length === 0)) return [];
  const alike = results.filter((_, index) => now[index]?.type === old.type);
  return alike.length === 1 && alike[0] !== undefined
    ? alike[0]
    : [`${path || 'the value'}: ${show(old.type ?? old)} is no longer allowed`];
}

function changedNode(before: JsonSchema, after: JsonSchema, path: string): string[] {
  const where = path || 'the value';
  const otherType = narrowedType(before, after, where);
  if (otherType.length > 0) return otherType;
  const lines = [...narrowedValues(before, after, where), ...narrowedBounds(before, after, where)];
  lines.push(...changedFields(before, after, path));
  for (const [keyword, step] of Object.entries(STEP)) {
    lines.push(...changedChild(before[keyword], after[keyword], `${path}${step}`));
  }
  return [...lines, ...changedTuple(before, after, path)];
}

const STEP = { items: '[]', additionalProperties: '.*', propertyNames: '.(name)' } as const;

/** An absent type allows everything, and a number may be an integer. */
function narrowedType(before: JsonSchema, after: JsonSchema, where: string): string[] {
  if (after.type === undefined || after.type === before.type) return [];
  if (before.type === 'integer' && after.type === 'number') return [];
  return [`${where}: ${show(before.type ?? 'any type')} was allowed, now only ${show(after.type)}`];
}

function valuesOf(schema: JsonSchema): unknown[] | undefined {
  if ('const' in schema) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : undefined;
}

function narrowedValues(before: JsonSchema, after: JsonSchema, where: string): string[] {
  const now = valuesOf(after);
  if (now === undefined) return [];
  const old = valuesOf(before);
  if (old === undefined) return [`${where}: any value was allowed, now only ${now.map(show).join(', ')}`];
  const lost = old.filter((value) => !now.includes(value));
  return lost.length === 0 ? [] : [`${where}: ${lost.map(show).join(', ')} is no longer allowed`];
}

function narrowedBounds(before: JsonSchema, after: JsonSchema, where: string): string[] {
  const lines: string[] = [];
  const tighter = (name: string, isTighter: (old: number, now: number) => boolean) => {
    const [old, now] = [before[name], after[name]];
    if (typeof now !== 'number' || (typeof old === 'number' && !isTighter(old, now))) return;
    lines.push(`${where}: ${name} was ${show(old)}, is now ${now}`);
  };
  for (const name of LOWER_BOUNDS) tighter(name, (old, now) => now > old);
  for (const name of UPPER_BOUNDS) tighter(name, (old, now) => now < old);
  for (const name of ['pattern', 'format']) {
    if (after[name] !== undefined && after[name] !== before[name]) {
      lines.push(`${where}: ${name} was ${show(before[name])}, is now ${show(after[name])}`);
    }
  }
  return lines;
}

function changedFields(before: JsonSchema, after: JsonSchema, path: string): string[] {
  const old = (before.properties ?? {}) as Record<string, JsonSchema>;
  const now = (after.properties ?? {}) as Record<string, JsonSchema>;
  const wasRequired = new Set((before.required ?? []) as string[]);
  const required = ((after.required ?? []) as string[]).filter((name) => !wasRequired.has(name));
  const lines = required.map((name) => `${path}.${name}: is now required`);
  for (const [name, schema] of Object.entries(old)) {
    const field = now[name];
    if (field === undefined) lines.push(`${path}.${name}: the field was removed`);
    else lines.push(...incompatibilities(schema, field, `${path}.${name}`));
  }
  return lines;
}

/** A subschema where absent or `true` means anything and `false` nothing. */
function changedChild(before: unknown, after: unknown, path: string): string[] {
  const [old, now] = [asSchema(before), asSchema(after)];
  if (now === false) return old === false ? [] : [`${path}: is no longer allowed`];
  return old === false || Object.keys(now).length === 0 ? [] : incompatibilities(old, now, path);
}

function asSchema(child: unknown): JsonSchema | false {
  if (child === false) return false;
  return child === undefined || child === true ? {} : (child as JsonSchema);
}

function changedTuple(before: JsonSchema, after: JsonSchema, path: string): string[] {
  const old = (before.prefixItems ?? []) as JsonSchema[];
  const now = (after.prefixItems ?? []) as JsonSchema[];
  return now.flatMap((schema, index) => incompatibilities(old[index] ?? {}, schema, `${path}[${index}]`));
}

function show(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}
