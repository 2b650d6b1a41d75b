import { encodeProtobuf } from './decode-protobuf.ts';

/** The two encodings of OTLP/HTTP, by their content type. */
export const encodings = ['application/x-protobuf', 'application/json'] as const;
export type Encoding = (typeof encodings)[number];

/** Codes of google.rpc.Status that are used here. */
export const rpcCodes = { invalidArgument: 3, resourceExhausted: 8, unavailable: 14 } as const;

/** The body of a refused request: a google.rpc.Status in the request's own encoding. */
export function statusBody(encoding: Encoding, code: number, message: string): Buffer {
  const status = { code, message };
  return encoding === 'application/json'
    ? Buffer.from(JSON.stringify(status))
    : encodeProtobuf('Status', status);
}

/** The name that each signal's response has for its number of refused items. */
export type RejectedField = 'rejectedSpans' | 'rejectedLogRecords' | 'rejectedDataPoints';

/** The body of an accepted request: empty when all of it was taken, else how many items were refused and why. */
export function successBody(
  encoding: Encoding,
  field: RejectedField,
  refused: { readonly count: number; readonly firstReason: string | undefined },
): Buffer {
  const errorMessage = refused.firstReason ?? '';
  if (encoding === 'application/json') {
    const partial = { partialSuccess: { [field]: String(refused.count), errorMessage } };
    return Buffer.from(JSON.stringify(refused.count === 0 ? {} : partial));
  }
  const partial = { partialSuccess: { rejected: refused.count, errorMessage } };
  return encodeProtobuf('ExportResponse', refused.count === 0 ? {} : partial);
}
