import {
  edgeObservedSchema,
  eventMessageSchema,
  logMessageSchema,
  metricMessageSchema,
  thresholdHeldSchema,
  topics,
  traceMessageSchema,
} from '@aiops/contracts';
import { type TopicTable, tableDdl } from './table-ddl.ts';

/** A stamp of digits carries no unit, so its size tells it, as in `parseTimestamp`: seconds, ms, µs or ns. */
const MS_OF_TIMESTAMP = `CASE
    WHEN CHAR_LENGTH(\`timestamp\`) <= 11 THEN CAST(\`timestamp\` AS BIGINT) * 1000
    WHEN CHAR_LENGTH(\`timestamp\`) <= 14 THEN CAST(\`timestamp\` AS BIGINT)
    WHEN CHAR_LENGTH(\`timestamp\`) <= 17 THEN CAST(\`timestamp\` AS BIGINT) / 1000
    ELSE CAST(\`timestamp\` AS BIGINT) / 1000000 END`;
/** Dates have to be those that we write, in UTC; without a zone they are too. */
const TIME_OF_TIMESTAMP = `CASE
    WHEN REGEXP(\`timestamp\`, '^[0-9]{1,19}$') THEN TO_TIMESTAMP_LTZ(${MS_OF_TIMESTAMP}, 3)
    ELSE CAST(TRY_CAST(REPLACE(REPLACE(\`timestamp\`, 'T', ' '), 'Z', '') AS TIMESTAMP(3)) AS TIMESTAMP_LTZ(3)) END`;

/** The topics that the jobs read or write. */
export const topicTables: readonly TopicTable[] = [
  {
    name: 'traces',
    topic: topics.traces,
    schema: traceMessageSchema,
    placeholder: 'TOPIC_TRACES',
    eventTime: 'TO_TIMESTAMP_LTZ(`counted_at`, 3)',
  },
  {
    name: 'metrics',
    topic: topics.metrics,
    schema: metricMessageSchema,
    placeholder: 'TOPIC_METRICS',
    // That of the first sample: the others are later, so that none of them is late when it is not.
    eventTime: 'TO_TIMESTAMP_LTZ(CAST(ROUND(`values`[1][1] * 1000) AS BIGINT), 3)',
  },
  {
    name: 'logs',
    topic: topics.logs,
    schema: logMessageSchema,
    placeholder: 'TOPIC_LOGS',
    eventTime: TIME_OF_TIMESTAMP,
  },
  {
    name: 'events',
    topic: topics.events,
    schema: eventMessageSchema,
    placeholder: 'TOPIC_EVENTS',
    columns: { details: edgeObservedSchema.extend(thresholdHeldSchema.shape) },
  },
];

/** A file that is made from the contracts. */
export interface TableFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

/** The DDL of each topic, as it is committed. */
export function tableFiles(): TableFile[] {
  return topicTables.map((table) => ({
    path: `config/flink/tables/${table.name}.sql`,
    text: tableDdl(table),
  }));
}
