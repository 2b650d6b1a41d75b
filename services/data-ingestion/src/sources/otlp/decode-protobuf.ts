import protobuf from 'protobufjs';
import { protoDescription } from './proto-description.ts';

const root = protobuf.Root.fromJSON(protoDescription);

export type OtlpRequestType = 'TracesRequest' | 'LogsRequest' | 'MetricsRequest';

/**
 * An OTLP request from its wire format, in the shape that its JSON has: 64-bit integers as text, enums as numbers; ids stay
 * bytes. Throws when the bytes are not such a message.
 */
export function decodeProtobuf(type: OtlpRequestType, bytes: Uint8Array): unknown {
  const lookedUp = root.lookupType(`otlp.${type}`);
  return lookedUp.toObject(lookedUp.decode(bytes), { longs: String });
}

/** The wire format of a message of our description; what is undefined is left out. */
export function encodeProtobuf(
  type: OtlpRequestType | 'ExportResponse' | 'Status',
  value: Readonly<Record<string, unknown>>,
): Buffer {
  const lookedUp = root.lookupType(`otlp.${type}`);
  return Buffer.from(lookedUp.encode(lookedUp.fromObject(value)).finish());
}
