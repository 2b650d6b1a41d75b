import type { EntityResolver } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { logOut } from '../../messages/log-out.ts';
import { metricOut } from '../../messages/metric-out.ts';
import type { IngestionCounters, Logger, Publish } from '../../ports.ts';
import { spanBatches } from '../../spans/span-batches.ts';
import { decodeProtobuf, type OtlpRequestType } from './decode-protobuf.ts';
import { logLines } from './logs.ts';
import { seriesSamples } from './metrics.ts';
import { type Refusals, rawList } from './raw.ts';
import {
  type Encoding,
  encodings,
  type RejectedField,
  rpcCodes,
  statusBody,
  successBody,
} from './status-body.ts';
import { spanRecords } from './traces.ts';

export const OTLP = 'otlp';

export interface ReceiverOptions {
  readonly publish: Publish;
  readonly resolver: () => EntityResolver;
  readonly now: () => number;
  readonly logger: Logger;
  readonly counters?: IngestionCounters;
  /** Requests that may wait for the bus at the same time; one more is answered 503. */
  readonly maxInFlight?: number;
}

interface Converted {
  readonly messages: OutMessage[];
  readonly refused: Refusals;
}

/** One of the three OTLP paths. */
interface Signal {
  readonly path: string;
  readonly type: OtlpRequestType;
  readonly list: 'resourceSpans' | 'resourceLogs' | 'resourceMetrics';
  readonly rejected: RejectedField;
  readonly convert: (items: readonly unknown[], at: number, resolver: EntityResolver) => Converted;
}

const LIMIT_BYTES = 4 * 1024 * 1024;
const MAX_IN_FLIGHT = 32;
const RETRY_AFTER_S = '2';

const signals: readonly Signal[] = [
  {
    path: '/v1/traces',
    type: 'TracesRequest',
    list: 'resourceSpans',
    rejected: 'rejectedSpans',
    convert(items) {
      const { spans, refused } = spanRecords(items);
      return { messages: spanBatches(spans, OTLP), refused };
    },
  },
  {
    path: '/v1/logs',
    type: 'LogsRequest',
    list: 'resourceLogs',
    rejected: 'rejectedLogRecords',
    convert(items, at, resolver) {
      const { lines, refused } = logLines(items, at);
      return { messages: lines.map((line) => logOut(line, resolver)), refused };
    },
  },
  {
    path: '/v1/metrics',
    type: 'MetricsRequest',
    list: 'resourceMetrics',
    rejected: 'rejectedDataPoints',
    convert(items, at, resolver) {
      const { series, refused } = seriesSamples(items, at);
      return { messages: series.map((one) => metricOut(one, resolver)), refused };
    },
  },
];

/** The OTLP/HTTP paths. A request is answered 200 after the bus acknowledged it, and 503 when that is not possible now. */
export function createOtlpRouter(options: ReceiverOptions): express.Router {
  const router = express.Router();
  const guard = admission(options.maxInFlight ?? MAX_IN_FLIGHT);
  const body = express.raw({ type: () => true, limit: LIMIT_BYTES });
  for (const signal of signals)
    router.post(signal.path, requireEncoding, guard, body, (request, response) =>
      receive(signal, request, response, options),
    );
  router.use(refuseBody);
  return router;
}

async function receive(
  signal: Signal,
  request: Request,
  response: Response,
  options: ReceiverOptions,
): Promise<void> {
  const { now, resolver, logger, counters } = options;
  const encoding = encodingOf(request);
  let converted: Converted;
  try {
    converted = signal.convert(requestItems(signal, encoding, request.body), now(), resolver());
  } catch (error) {
    counters?.refused?.inc({ source: OTLP, reason: 'undecodable' });
    return refuse(response, encoding, 400, rpcCodes.invalidArgument, `${signal.type}: ${messageOf(error)}`);
  }
  const { messages, refused } = converted;
  try {
    if (messages.length > 0) await options.publish(messages);
  } catch (error) {
    logger.warn(
      { source: OTLP, err: error },
      'The bus did not take an OTLP request; the sender is told to retry.',
    );
    return refuse(
      response,
      encoding,
      503,
      rpcCodes.unavailable,
      'the message bus does not answer; retry later',
    );
  }
  if (refused.count > 0) counters?.refused?.inc({ source: OTLP, reason: 'invalid_item' }, refused.count);
  response
    .status(200)
    .type(encoding)
    .send(successBody(encoding, signal.rejected, refused));
}

function requestItems(signal: Signal, encoding: Encoding, body: unknown): readonly unknown[] {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  const decoded =
    encoding === 'application/json'
      ? (JSON.parse(bytes.toString('utf8')) as unknown)
      : decodeProtobuf(signal.type, bytes);
  const parsed = z.looseObject({ [signal.list]: rawList }).safeParse(decoded);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  return (parsed.data[signal.list] as unknown[] | null | undefined) ?? [];
}

function encodingOf(request: Request): Encoding {
  return request.is([...encodings]) === 'application/x-protobuf'
    ? 'application/x-protobuf'
    : 'application/json';
}

const requireEncoding: RequestHandler = (request, response, next) => {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (encodings.some((encoding) => encoding === type)) return next();
  const message = `content-type ${type ?? 'none'}: expected ${encodings.join(' or ')}`;
  refuse(response, 'application/json', 415, rpcCodes.invalidArgument, message);
};

/** Bounds the memory that waiting requests hold: past the limit a request is refused before its body is read. */
function admission(limit: number): RequestHandler {
  let inFlight = 0;
  return (request, response, next) => {
    if (inFlight >= limit)
      return refuse(
        response,
        encodingOf(request),
        503,
        rpcCodes.unavailable,
        'too many requests are waiting for the message bus; retry later',
      );
    inFlight += 1;
    response.once('close', () => {
      inFlight -= 1;
    });
    next();
  };
}

/** What the body parser throws: too large, broken gzip, cut off. */
const refuseBody: ErrorRequestHandler = (error: unknown, request, response, _next) => {
  const given = error instanceof Error && 'status' in error ? Number(error.status) : 400;
  const status = given >= 400 && given < 500 ? given : 400;
  const code = status === 413 ? rpcCodes.resourceExhausted : rpcCodes.invalidArgument;
  const limit = status === 413 ? `; at most ${LIMIT_BYTES} bytes are taken, send smaller batches` : '';
  refuse(response, encodingOf(request), status, code, messageOf(error) + limit);
};

function refuse(response: Response, encoding: Encoding, status: number, code: number, message: string): void {
  if (response.headersSent) return;
  if (status === 503) response.setHeader('Retry-After', RETRY_AFTER_S);
  response
    .status(status)
    .type(encoding)
    .send(statusBody(encoding, code, message));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
