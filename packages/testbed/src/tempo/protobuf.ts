import {
  alternatives,
  elementType,
  enums,
  type FieldValue,
  fieldsOf,
  type Message,
} from './otlp-messages.ts';

/**
 * Reads a message of `otlp-messages.ts` from its wire format; unknown fields are skipped. A codec of our own and not the
 * one of data-ingestion, so that a mistake there is not repeated here. Throws when the bytes are no such message.
 */
export function decodeMessage(type: string, bytes: Buffer): Message {
  const byNumber = new Map(Object.entries(fieldsOf(type)).map(([name, spec]) => [spec[0], [name, spec[1]]]));
  const message: Message = {};
  const reader = new Reader(bytes);
  while (!reader.done()) {
    const tag = Number(reader.varint());
    const field = byNumber.get(tag >>> 3) as [string, string] | undefined;
    const raw = reader.value(tag & 7);
    if (field === undefined) continue;
    const [name, fieldType] = field;
    const element = elementType(fieldType);
    const value = interpret(element ?? fieldType, raw);
    if (element === undefined) message[name] = value;
    else message[name] = [...((message[name] as FieldValue[] | undefined) ?? []), value];
  }
  return message;
}

type Raw = bigint | Buffer;

function interpret(type: string, raw: Raw): FieldValue {
  return typeof raw === 'bigint' ? fromNumber(type, raw) : fromBytes(type, raw);
}

function fromNumber(type: string, raw: bigint): FieldValue {
  if (type === 'bool') return raw !== 0n;
  if (type === 'int64') return BigInt.asIntN(64, raw);
  if (type === 'uint32' || type in enums) return Number(raw);
  throw new Error(`a number where ${type} was expected`);
}

const fixedLengths: Readonly<Record<string, number>> = { fixed64: 8, double: 8, fixed32: 4 };

function fromBytes(type: string, raw: Buffer): FieldValue {
  const length = fixedLengths[type];
  if (length !== undefined && raw.length !== length) throw new Error(`${raw.length} bytes for a ${type}`);
  switch (type) {
    case 'fixed64':
      return raw.readBigUInt64LE();
    case 'double':
      return raw.readDoubleLE();
    case 'fixed32':
      return raw.readUInt32LE();
    case 'string':
      return raw.toString('utf8');
    case 'bytes':
    case 'id':
      return Buffer.from(raw);
    default:
      return decodeMessage(type, raw);
  }
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Error('unexpected end of the message');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new Error('a number of more than 64 bits');
  }

  /** The next value in the form that its wire type has. */
  value(wireType: number): Raw {
    if (wireType === 0) return this.varint();
    if (wireType === 1) return this.#take(8);
    if (wireType === 2) return this.#take(Number(this.varint()));
    if (wireType === 5) return this.#take(4);
    throw new Error(`wire type ${wireType}`);
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new Error('unexpected end of the message');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

/** The wire format of a message of `otlp-messages.ts`. */
export function encodeMessage(type: string, message: Message): Buffer {
  const parts: Buffer[] = [];
  for (const [name, [number, fieldType]] of Object.entries(fieldsOf(type))) {
    const value = message[name];
    if (value === undefined) continue;
    const element = elementType(fieldType);
    const values = element === undefined ? [value] : (value as readonly FieldValue[]);
    const always = element !== undefined || alternatives.has(type);
    for (const one of values) parts.push(...encodeField(number, element ?? fieldType, one, always));
  }
  return Buffer.concat(parts);
}

function encodeField(number: number, type: string, value: FieldValue, always: boolean): Buffer[] {
  if (!always && isDefault(value)) return [];
  const tag = (wireType: number) => varint(BigInt((number << 3) | wireType));
  if (type === 'fixed64' || type === 'double') {
    const eight = Buffer.alloc(8);
    if (type === 'double') eight.writeDoubleLE(value as number);
    else eight.writeBigUInt64LE(value as bigint);
    return [tag(1), eight];
  }
  if (type === 'fixed32') {
    const four = Buffer.alloc(4);
    four.writeUInt32LE(value as number);
    return [tag(5), four];
  }
  if (['bool', 'int64', 'uint32'].includes(type) || type in enums)
    return [tag(0), varint(BigInt.asUintN(64, BigInt(value as bigint | number | boolean)))];
  const bytes = bytesOf(type, value);
  return [tag(2), varint(BigInt(bytes.length)), bytes];
}

function bytesOf(type: string, value: FieldValue): Buffer {
  if (typeof value === 'string') return Buffer.from(value);
  return Buffer.isBuffer(value) ? value : encodeMessage(type, value as Message);
}

/** Whether protobuf leaves a value out because it says as much as its absence. */
export function isDefault(value: FieldValue): boolean {
  if (Buffer.isBuffer(value) || Array.isArray(value)) return value.length === 0;
  return value === '' || value === 0 || value === 0n || value === false;
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    const more = rest > 0x7fn;
    bytes.push(Number(rest & 0x7fn) | (more ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}
