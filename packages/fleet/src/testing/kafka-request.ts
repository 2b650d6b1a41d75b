import { connect } from 'node:net';

const CLIENT_ID = 'test';
const CORRELATION_ID = 1;
const TIMEOUT_MS = 10_000;

/** A string as Kafka's protocol has it: its length in two bytes, then UTF-8. */
export function kafkaString(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/**
 * Sends one request of Kafka's protocol to `host:port` and resolves to the body of the answer. For what the client library does
 * not offer. Rejects when the connection fails or no answer comes within ten seconds.
 */
export function kafkaRequest(
  address: string,
  apiKey: number,
  version: number,
  body: Buffer,
): Promise<Buffer> {
  const [host, port] = address.split(':');
  const head = Buffer.alloc(8);
  head.writeInt16BE(apiKey, 0);
  head.writeInt16BE(version, 2);
  head.writeInt32BE(CORRELATION_ID, 4);
  const request = Buffer.concat([head, kafkaString(CLIENT_ID), body]);
  const size = Buffer.alloc(4);
  size.writeInt32BE(request.length);
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const socket = connect({ host: host ?? '', port: Number(port) });
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error(`${address} did not answer in time`)));
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return;
      socket.destroy();
      resolve(received.subarray(8, 4 + received.readInt32BE(0)));
    });
    socket.write(Buffer.concat([size, request]));
  });
}
