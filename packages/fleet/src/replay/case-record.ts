import { z } from 'zod';

const text = z.string().min(1);

/** One line of each kind of file. Stamps are epoch seconds, microseconds, milliseconds and seconds, in this order. */
export const recordSchemas = {
  metrics: z.object({ ts: z.number(), entity: text, metric: text, value: z.number() }),
  spans: z.object({
    ts: z.number().int(),
    dur: z.number().int().min(0),
    entity: text,
    op: z.string(),
    trace: text,
    span: text,
    parent: z.string().nullish(),
  }),
  logs: z.object({
    ts: z.number(),
    entity: text,
    level: z.string().nullish(),
    logger: z.string().nullish(),
    msg: z.string(),
    trace: z.string().nullish(),
  }),
  events: z.object({
    ts: z.number().nullish(),
    /** May be empty: some alerts name nothing. */
    entity: z.string(),
    kind: z.enum(['metric', 'log', 'trace', 'alarm', 'state']),
    name: text,
    dir: z.string().nullish(),
    peer: z.string().nullish(),
  }),
} as const;

export type MetricRecord = z.infer<typeof recordSchemas.metrics>;
export type SpanRecord = z.infer<typeof recordSchemas.spans>;
export type LogRecord = z.infer<typeof recordSchemas.logs>;
export type EventRecord = z.infer<typeof recordSchemas.events>;

/** A record and the event time at which it is told (epoch ms): a span is when it has ended. */
export type CaseRecord =
  | { readonly kind: 'metrics'; at: number; readonly value: MetricRecord }
  | { readonly kind: 'spans'; at: number; readonly value: SpanRecord }
  | { readonly kind: 'logs'; at: number; readonly value: LogRecord }
  | { readonly kind: 'events'; at: number; readonly value: EventRecord };
