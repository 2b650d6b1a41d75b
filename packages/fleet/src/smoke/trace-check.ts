import { topics } from '@aiops/contracts';
import type { Bus } from '@aiops/runtime';
import { baseUrl, type Surroundings } from './addresses.ts';
import { askAddress } from './ask-address.ts';
import { type Check, CheckFailed } from './check.ts';
import { followTopic } from './follow-topic.ts';
import { TOPICS_EXIST } from './topics-check.ts';

export interface TraceOptions {
  readonly around: Surroundings;
  readonly open: () => Promise<Bus>;
  /** 32 hex digits, never used before. */
  readonly traceId: string;
  readonly timeoutMs: number;
  readonly whereToLook: (part: string) => string;
}

/** A request to hello-app, which continues a trace of ours, is found on the topic of traces. */
export function traceCheck({ around, open, traceId, timeoutMs, whereToLook }: TraceOptions): Check {
  const url = `${baseUrl('hello-app', around)}/`;
  return {
    part: 'traces',
    title: "hello-app's requests become traces",
    needs: TOPICS_EXIST,
    run: async () => {
      const traces = await followTopic(await open(), topics.traces);
      const started = performance.now();
      const headers = { traceparent: `00-${traceId}-${traceId.slice(0, 16)}-01` };
      const { status } = await askAddress(url, { headers }, whereToLook('hello-app'));
      if (status !== 200) throw new CheckFailed(`${url}: status ${status}`, whereToLook('hello-app'));
      const trace = await traces.first(({ trace_id: id }) => id === traceId, timeoutMs);
      if (trace === undefined) {
        throw new CheckFailed(
          `trace ${traceId} did not come to ${topics.traces} within ${timeoutMs / 1000} s`,
          `it goes from hello-app through otel-collector (and tempo) to data-ingestion; ${whereToLook('otel-collector')}, then that of data-ingestion`,
        );
      }
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      return `${trace.spans.map(({ operation }) => operation).join(', ')} after ${seconds} s, by ${trace.source ?? 'unknown'}`;
    },
  };
}
