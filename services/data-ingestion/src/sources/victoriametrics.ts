import type { EntityResolver, Labels } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { z } from 'zod';
import { metricOut } from '../messages/metric-out.ts';
import { nsToMs, type Reach } from '../plan-window.ts';
import type { PollStream } from '../poll/stream.ts';
import type { Upstream } from '../upstream.ts';
import { UpstreamFailed } from '../upstream-failed.ts';

export const VICTORIAMETRICS = 'victoriametrics';

const answerSchema = z.looseObject({
  status: z.literal('success'),
  isPartial: z.boolean().optional(),
  data: z.looseObject({
    resultType: z.literal('matrix'),
    result: z.array(
      z.looseObject({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), z.string()])),
      }),
    ),
  }),
});
const errorSchema = z.looseObject({ error: z.string() });

/** What a range query's answer is converted with. */
export interface MetricQuery {
  /** Metric name that the samples get, whatever the query's own `__name__` says. */
  readonly name: string;
  /** When the answer was asked for (epoch ms). */
  readonly at: number;
  readonly resolver: EntityResolver;
}

/**
 * One message per series of an `/api/v1/query_range` answer. NaN and infinite samples are left out, and a series without
 * samples makes no message: absence is never turned into zero.
 * @throws UpstreamFailed when it is an error body, a partial answer or no matrix.
 */
export function metricMessages(answer: unknown, { name, at, resolver }: MetricQuery): OutMessage[] {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw new UpstreamFailed(`query ${name}: ${complaint(answer, parsed.error)}`);
  if (parsed.data.isPartial === true)
    throw new UpstreamFailed(`query ${name}: the answer is partial, storage nodes are missing`);
  return parsed.data.data.result.flatMap(({ metric, values }) => {
    const { __name__: _name, ...labels } = metric;
    const samples = values
      .map(([second, value]): [number, number] => [second, sampleValue(value)])
      .filter(([, value]) => Number.isFinite(value));
    if (samples.length === 0) return [];
    const source = VICTORIAMETRICS;
    return [metricOut({ name, labels: labels satisfies Labels, values: samples, at, source }, resolver)];
  });
}

function sampleValue(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** The upstream's own words when it sent an error with status 200, else what is wrong with the shape. */
function complaint(answer: unknown, error: z.ZodError): string {
  const told = errorSchema.safeParse(answer);
  return told.success ? told.data.error : `unexpected answer: ${z.prettifyError(error)}`;
}

export interface MetricStreamOptions {
  readonly upstream: Upstream;
  readonly name: string;
  readonly promql: string;
  /** `stepMs` is also the distance of the samples. */
  readonly reach: Reach;
  readonly resolver: () => EntityResolver;
}

/** Follows one query. A window covers (from, to]: the sample at its end belongs to it, the one at its begin does not. */
export function metricStream({ upstream, name, promql, reach, resolver }: MetricStreamOptions): PollStream {
  return {
    id: `${VICTORIAMETRICS}:${name}`,
    reach,
    async *read(window, signal) {
      const start = (nsToMs(window.from) + reach.stepMs) / 1000;
      const end = nsToMs(window.to) / 1000;
      // nocache: a cached answer may miss what was written late, for instance by a vmagent that had been cut off.
      const query = { query: promql, start, end, step: `${reach.stepMs / 1000}s`, nocache: 1 };
      const answer = await upstream.get('/api/v1/query_range', query, signal);
      if (answer === undefined)
        throw new UpstreamFailed('VictoriaMetrics /api/v1/query_range: status 404; is the base URL right?');
      yield {
        messages: metricMessages(answer, { name, at: window.at, resolver: resolver() }),
        next: window.to,
      };
    },
  };
}
