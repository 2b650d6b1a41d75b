import { type EntityResolver, label } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { metricOut } from '../../messages/metric-out.ts';
import type { SpanRecord } from '../../messages/trace-out.ts';
import { hasFailed } from '../../spans/has-failed.ts';
import type { RedSample, RequestSpan } from '../../spans/request-windows.ts';
import type { ServiceName } from '../../spans/service-name.ts';

/** The request that a span stands for, if it does: server and consumer spans do, and the root of a trace. */
export function requestSpan(span: SpanRecord): RequestSpan | undefined {
  const { kind, parentSpanId, startNs, endNs } = span;
  if (kind !== 'server' && kind !== 'consumer' && parentSpanId !== undefined) return undefined;
  return { ...serviceOf(span), startNs, endNs, failed: hasFailed(span) };
}

/** The service that a span is of. */
export function serviceOf({ service, tags }: SpanRecord): ServiceName {
  return { service, site: label(tags, 'site') };
}

/** `response_time` (ms) and `http_5xx_errors` of a service's window; both always, so that calm shows as 0 errors. */
export function redMessages(sample: RedSample, resolver: EntityResolver): OutMessage[] {
  const { service, site, at, responseTime, errors } = sample;
  const labels = { service, ...(site === undefined ? {} : { site }) };
  const second = at / 1000;
  const series = { labels, at, source: 'otlp' };
  return [
    metricOut({ ...series, name: 'response_time', values: [[second, responseTime]] }, resolver),
    metricOut({ ...series, name: 'http_5xx_errors', values: [[second, errors]] }, resolver),
  ];
}
