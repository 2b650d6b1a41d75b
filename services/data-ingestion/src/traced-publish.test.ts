import { headers as names, topics } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { ProxyTracerProvider, SpanStatusCode } from '@opentelemetry/api';
import { node, tracing } from '@opentelemetry/sdk-node';
import { expect, test } from 'vitest';
import { tracedPublish, withoutReceivedSpans } from './traced-publish.ts';

const metric: OutMessage = { topic: topics.metrics, key: 'a', value: {} };
const received: OutMessage[] = [topics.traces, topics.otlpSpans].map((topic) => ({
  topic,
  key: 't',
  value: {},
}));

function recording(fail = false) {
  const exporter = new tracing.InMemorySpanExporter();
  const provider = new node.NodeTracerProvider({
    spanProcessors: [new tracing.SimpleSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('test');
  const published: OutMessage[] = [];
  const publish = tracedPublish(async (messages) => {
    if (fail) throw new Error('broker away');
    published.push(...messages);
  }, tracer);
  return { tracer, publish, published, spans: () => exporter.getFinishedSpans() };
}

test('each batch begins a trace that its messages carry on', async () => {
  const { publish, published, spans } = recording();
  await publish([metric, metric]);
  await publish([metric]);
  expect(spans().map(({ name }) => name)).toEqual(['data-ingestion publish', 'data-ingestion publish']);
  const ids = spans().map((span) => span.spanContext().traceId);
  expect(published.map(({ headers }) => headers?.[names.traceparent]?.slice(3, 35))).toEqual([
    ids[0],
    ids[0],
    ids[1],
  ]);
});

test('received spans make no spans, so that our own spans do not breed', async () => {
  const { publish, published, spans } = recording();
  await publish(received);
  expect(spans()).toEqual([]);
  await publish([...received, metric]);
  expect(published.map(({ headers }) => headers !== undefined)).toEqual([false, false, false, false, true]);
});

test('nor does a loop make any for them, but for what follows from them it does', () => {
  const { tracer, spans } = recording();
  const emit = (topic: string) =>
    withoutReceivedSpans(tracer)
      .startSpan('emit', { attributes: { 'messaging.destination.name': topic } })
      .end();
  for (const { topic } of received) emit(topic);
  expect(spans()).toEqual([]);
  emit(topics.metrics);
  expect(spans()).toHaveLength(1);
});

test('a batch that could not be published is an error span, and the error is passed on', async () => {
  const { publish, spans } = recording(true);
  await expect(publish([metric])).rejects.toThrow('broker away');
  expect(spans()[0]?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'broker away' });
});

test('without an exporter the messages are left as they are', async () => {
  const published: OutMessage[] = [];
  const tracer = new ProxyTracerProvider().getTracer('test');
  await tracedPublish(async (messages) => void published.push(...messages), tracer)([metric]);
  expect(published).toEqual([metric]);
});
