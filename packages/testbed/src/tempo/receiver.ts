import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { type Answer, textAnswer } from './http-answer.ts';
import { readOtlpJson } from './json.ts';
import type { Message } from './otlp-messages.ts';
import { decodeMessage } from './protobuf.ts';
import { limitBytes, readWhole } from './read-whole.ts';
import type { TraceStore } from './trace-store.ts';

/** Takes an OTLP/HTTP request for traces: JSON or protobuf, gzipped or not. */
export async function receiveTraces(store: TraceStore, request: IncomingMessage): Promise<Answer> {
  if (request.method !== 'POST') return textAnswer(405, '405 method not allowed, supported: [POST]');
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type !== 'application/json' && type !== 'application/x-protobuf')
    return textAnswer(
      415,
      '415 unsupported media type, supported: [application/json, application/x-protobuf]',
    );
  try {
    store.add(decode(type, await readBody(request)));
  } catch (error) {
    const status = { code: 3, message: (error as Error).message };
    return { status: 400, contentType: 'application/json', body: JSON.stringify(status) };
  }
  return type === 'application/json'
    ? { status: 200, contentType: type, body: '{"partialSuccess":{}}' }
    : { status: 200, contentType: type, body: '' };
}

function decode(type: string, bytes: Buffer): Message {
  return type === 'application/json'
    ? readOtlpJson('ExportRequest', JSON.parse(bytes.toString('utf8')))
    : decodeMessage('ExportRequest', bytes);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const body = await readWhole(request);
  const encoding = request.headers['content-encoding'] ?? '';
  if (encoding === 'gzip') return gunzipSync(body, { maxOutputLength: limitBytes });
  if (encoding !== '') throw new Error(`unsupported "Content-Encoding": "${encoding}"`);
  return body;
}
