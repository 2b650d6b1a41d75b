import { z } from 'zod';
import { actionMessageSchema } from './action-message.ts';
import { anomalyMessageSchema } from './anomaly-message.ts';
import { eventMessageSchema } from './event-message.ts';
import { logMessageSchema } from './log-message.ts';
import { metricMessageSchema } from './metric-message.ts';
import { rcaResultSchema } from './rca-result.ts';
import { topics } from './topics.ts';
import { traceMessageSchema } from './trace-message.ts';
import { watermarkMessageSchema } from './watermark-message.ts';

/** The schema of each topic's values. The dead-letter topic has none: it carries bytes untouched. */
export const topicSchemas = {
  [topics.metrics]: metricMessageSchema,
  [topics.logs]: logMessageSchema,
  [topics.traces]: traceMessageSchema,
  [topics.events]: eventMessageSchema,
  [topics.anomalies]: anomalyMessageSchema,
  [topics.rcaResults]: rcaResultSchema,
  [topics.actions]: actionMessageSchema,
  [topics.watermarks]: watermarkMessageSchema,
  [topics.otlpSpans]: z
    .looseObject({ resourceSpans: z.array(z.unknown()) })
    .describe('OTLP/JSON, one export request'),
} as const;

export type SchemaTopic = keyof typeof topicSchemas;
export type ValueOf<T extends SchemaTopic> = z.infer<(typeof topicSchemas)[T]>;

/**
 * The same schemas compiled by zod to straight code: same results and same issues, at less than half the cost. For loops
 * that see every message; `topicSchemas` is for everything that looks into a schema.
 */
export const compiledTopicSchemas = Object.fromEntries(
  Object.entries(topicSchemas).map(([topic, schema]) => [topic, z.compile(schema as z.ZodType)]),
) as unknown as typeof topicSchemas;
