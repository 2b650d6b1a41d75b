import { contextOf } from '@aiops/runtime';
import { type Context, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import type { Request, RequestHandler } from 'express';

/** What a route answers. `trace_id` is added to the body. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Inside of a request: its span, and the context that makes spans children of it. */
export interface Traced {
  readonly span: Span;
  readonly context: Context;
}

/** Makes a route out of a function: one server span per request, ended before the answer goes out. */
export function traced(
  tracer: Tracer,
  spanName: string,
  handle: (request: Request, inside: Traced) => Answer | Promise<Answer>,
): RequestHandler {
  return async (request, response) => {
    const parent = contextOf(request.get('traceparent'));
    const attributes = {
      'http.request.method': request.method,
      'url.path': request.path,
      'http.route': request.path,
    };
    const span = tracer.startSpan(spanName, { kind: SpanKind.SERVER, attributes }, parent);
    const { status, body } = await answer(span, () =>
      handle(request, { span, context: trace.setSpan(parent, span) }),
    );
    span.setAttribute('http.response.status_code', status);
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR, message: String(body.error ?? '') });
    span.end();
    if (response.destroyed) return;
    response.status(status).json({ ...body, trace_id: span.spanContext().traceId });
  };
}

async function answer(span: Span, handle: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await handle();
  } catch (error) {
    span.recordException(error instanceof Error ? error : String(error));
    return { status: 500, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}
