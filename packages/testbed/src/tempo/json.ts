import {
  alternatives,
  elementType,
  enums,
  type FieldValue,
  fieldsOf,
  type Message,
  messages,
} from './otlp-messages.ts';
import { isDefault } from './protobuf.ts';

/**
 * Reads a message from OTLP's JSON: ids in hex, other bytes in base64, 64-bit integers as text or number, enums as number or name.
 * Unknown fields are skipped. Throws with the place of what does not fit.
 */
export function readOtlpJson(type: string, json: unknown, place = ''): Message {
  if (json === null || typeof json !== 'object' || Array.isArray(json))
    throw new Error(`${place || 'the request'}: expected an object`);
  const message: Message = {};
  for (const [name, [, fieldType]] of Object.entries(fieldsOf(type))) {
    const value = (json as Record<string, unknown>)[name];
    if (value === undefined || value === null) continue;
    const where = place === '' ? name : `${place}.${name}`;
    const element = elementType(fieldType);
    if (element === undefined) {
      message[name] = readValue(fieldType, value, where);
    } else {
      if (!Array.isArray(value)) throw new Error(`${where}: expected a list`);
      message[name] = value.map((one, index) => readValue(element, one, `${where}[${index}]`));
    }
  }
  return message;
}

function readValue(type: string, value: unknown, place: string): FieldValue {
  if (type in messages) return readOtlpJson(type, value, place);
  const names = enums[type];
  if (names !== undefined)
    return typeof value === 'string' ? Math.max(0, names.indexOf(value)) : Number(value);
  const text = String(value);
  switch (type) {
    case 'id':
      if (!/^([0-9a-f]{2})*$/i.test(text)) throw new Error(`${place}: expected hex digits`);
      return Buffer.from(text, 'hex');
    case 'bytes':
      return Buffer.from(text, 'base64');
    case 'int64':
    case 'fixed64':
      if (!/^-?\d{1,20}$/.test(text)) throw new Error(`${place}: expected a whole number`);
      return BigInt(text);
    case 'bool':
      return value === true;
    case 'string':
      return text;
    default:
      return Number(value);
  }
}

/**
 * A message as Tempo's API writes it, which is protobuf's own JSON and not OTLP's: all bytes (ids too) in base64, enums by name,
 * 64-bit integers as text, and nothing that has its default value.
 */
export function writeJson(type: string, message: Message): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const [name, [, fieldType]] of Object.entries(fieldsOf(type))) {
    const value = message[name];
    if (value === undefined || (isDefault(value) && !alternatives.has(type))) continue;
    const element = elementType(fieldType);
    json[name] =
      element === undefined
        ? writeValue(fieldType, value)
        : (value as readonly FieldValue[]).map((one) => writeValue(element, one));
  }
  return json;
}

function writeValue(type: string, value: FieldValue): unknown {
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (typeof value === 'bigint') return String(value);
  if (type in enums) return enums[type]?.[value as number] ?? value;
  return type in messages ? writeJson(type, value as Message) : value;
}
