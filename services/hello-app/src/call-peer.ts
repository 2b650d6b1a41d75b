import { traceparentOf } from '@aiops/runtime';
import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import axios from 'axios';
import type { Answer, Traced } from './traced.ts';

const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 1024 * 1024;

/** The URL of a path on the peer, or undefined when the path would lead anywhere else. */
export function peerTarget(path: string, peerUrl: string): URL | undefined {
  if (!/^\/(?![/\\])/.test(path) || /[\\\s]/.test(path)) return undefined;
  const target = new URL(path, peerUrl);
  return target.origin === new URL(peerUrl).origin ? target : undefined;
}

/** Calls the peer in a client span whose `traceparent` goes along, so that both sides are one trace. */
export async function callPeer(tracer: Tracer, target: URL, { context }: Traced): Promise<Answer> {
  const attributes = {
    'http.request.method': 'GET',
    'url.path': target.pathname,
    'server.address': target.hostname,
    'server.port': Number(target.port || 80),
  };
  const span = tracer.startSpan('call-peer', { kind: SpanKind.CLIENT, attributes }, context);
  const called = target.pathname + target.search;
  try {
    const { status, data } = await axios.get<unknown>(target.href, {
      headers: { traceparent: traceparentOf(span.spanContext()) },
      timeout: TIMEOUT_MS,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER_BYTES,
      proxy: false,
      validateStatus: () => true,
    });
    span.setAttribute('http.response.status_code', status);
    if (status < 500) return { status: 200, body: { called, status, answer: data } };
    span.setStatus({ code: SpanStatusCode.ERROR });
    return { status: 502, body: { error: `${called} answered ${status}`, called, status, answer: data } };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    span.recordException(error instanceof Error ? error : reason);
    span.setStatus({ code: SpanStatusCode.ERROR, message: reason });
    return { status: 502, body: { error: `${called} could not be called: ${reason}`, called } };
  } finally {
    span.end();
  }
}
