import { createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { gunzipSync } from 'node:zlib';
import { decodeMessage } from './protobuf.ts';
import { limitBytes, readWhole } from './read-whole.ts';
import type { TraceStore } from './trace-store.ts';

const exportPath = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
/** Codes of gRPC that are answered here. */
const codes = { ok: 0, invalidArgument: 3, unimplemented: 12 };

/** An OTLP/gRPC receiver for traces, without TLS: the unary call that exporters make. */
export function grpcReceiver(store: TraceStore): Http2Server {
  const server = createServer();
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    void receive(store, stream, headers);
  });
  return server;
}

async function receive(
  store: TraceStore,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): Promise<void> {
  if (headers[':path'] !== exportPath)
    return answer(stream, codes.unimplemented, `unknown method ${headers[':path']}`);
  try {
    store.add(
      decodeMessage('ExportRequest', await readMessage(stream, String(headers['grpc-encoding'] ?? ''))),
    );
  } catch (error) {
    return answer(stream, codes.invalidArgument, (error as Error).message);
  }
  answer(stream, codes.ok, '');
}

/** The one message of a unary call: a byte that says whether it is compressed, its length in four, itself. */
async function readMessage(stream: ServerHttp2Stream, encoding: string): Promise<Buffer> {
  const all = await readWhole(stream);
  if (all.length < 5 || all.length !== 5 + all.readUInt32BE(1)) throw new Error('expected one whole message');
  const message = all.subarray(5);
  if (all[0] === 0) return message;
  if (encoding !== 'gzip') throw new Error(`unsupported grpc-encoding "${encoding}"`);
  return gunzipSync(message, { maxOutputLength: limitBytes });
}

/** An empty export response, or only the status of what went wrong. */
function answer(stream: ServerHttp2Stream, code: number, message: string): void {
  const trailers = {
    'grpc-status': String(code),
    ...(message === '' ? {} : { 'grpc-message': encodeURIComponent(message) }),
  };
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end(code === codes.ok ? Buffer.alloc(5) : undefined);
}
