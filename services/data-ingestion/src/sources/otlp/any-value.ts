import type { Labels } from '@aiops/contracts';
import { z } from 'zod';

/** Nesting beyond this is written as `…`. */
const MAX_DEPTH = 16;

const attributesSchema = z.array(z.looseObject({ key: z.string(), value: z.unknown() })).nullish();

type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

/** What an OTLP AnyValue holds, as plain JSON. 64-bit integers that a number cannot hold stay text; bytes are base64. */
export function plainValue(value: unknown, depth = 0): Plain {
  if (value === null || typeof value !== 'object') return null;
  if (depth > MAX_DEPTH) return '…';
  const any = value as Readonly<Record<string, unknown>>;
  if (typeof any.stringValue === 'string') return any.stringValue;
  if (typeof any.boolValue === 'boolean') return any.boolValue;
  if (any.intValue !== undefined && any.intValue !== null) return integer(any.intValue);
  if (any.doubleValue !== undefined && any.doubleValue !== null) return double(any.doubleValue);
  if (any.bytesValue !== undefined && any.bytesValue !== null) return bytes(any.bytesValue);
  return nested(any, depth);
}

function nested(any: Readonly<Record<string, unknown>>, depth: number): Plain {
  if (typeof any.arrayValue === 'object' && any.arrayValue !== null)
    return listOf(any.arrayValue).map((item) => plainValue(item, depth + 1));
  if (typeof any.kvlistValue === 'object' && any.kvlistValue !== null) {
    const pairs = attributesSchema.safeParse(listOf(any.kvlistValue)).data ?? [];
    return Object.fromEntries(pairs.map(({ key, value }) => [key, plainValue(value, depth + 1)]));
  }
  return null;
}

function listOf(value: object): unknown[] {
  return 'values' in value && Array.isArray(value.values) ? value.values : [];
}

function integer(value: unknown): Plain {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function double(value: unknown): Plain {
  const number = Number(value);
  return Number.isFinite(number) ? number : String(value);
}

function bytes(value: unknown): Plain {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : String(value);
}

/** The text of a log body: a string as it is, anything else as JSON. */
export function textOf(value: unknown): string {
  const plain = plainValue(value);
  return typeof plain === 'string' ? plain : plain === null ? '' : JSON.stringify(plain);
}

/** OTLP attributes as labels; lists and maps become JSON text. Anything that is no attribute list gives none. */
export function labelsOf(attributes: unknown): Labels {
  const parsed = attributesSchema.safeParse(attributes).data ?? [];
  const named = parsed.filter(({ key }) => key !== '' && key !== '__proto__');
  return Object.fromEntries(
    named.map(({ key, value }) => {
      const plain = plainValue(value);
      return [key, plain !== null && typeof plain === 'object' ? JSON.stringify(plain) : plain];
    }),
  );
}
