import { type JsonSchema, toJsonSchema } from '@aiops/contracts';
import type { z } from 'zod';
import { columnType, quotedName } from './column-type.ts';

/** A topic as a table. */
export interface TopicTable {
  /** Name of the table in SQL. */
  readonly name: string;
  /** Logical name of the topic. */
  readonly topic: string;
  /** What its messages look like. */
  readonly schema: z.ZodType;
  /** Placeholder of the topic's name on the broker. */
  readonly placeholder: string;
  /** Columns whose types are those of another schema than the topic's, which leaves them open. */
  readonly columns?: Readonly<Record<string, z.ZodType>>;
  /** SQL of the event time of a row (TIMESTAMP_LTZ(3)); a table without one is only written to. */
  readonly eventTime?: string;
}

/** What is known of a record besides its value. Flink writes keys and headers, the rest is the broker's. */
const METADATA = [
  '`record_key` STRING',
  '`headers` MAP<STRING, BYTES> METADATA',
  '`partition` INT METADATA VIRTUAL',
  '`offset` BIGINT METADATA VIRTUAL',
  "`record_time` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL",
];

/**
 * `CREATE TABLE` of a topic: the fields of its schema, what is known of the record, the event time and how to reach it. What is no
 * JSON is left out when it is read, and a field of the wrong type is NULL; both are counted by broken-input.sql.
 */
export function tableDdl(table: TopicTable): string {
  const { name, topic, eventTime, placeholder } = table;
  const columns = [...fieldColumns(table), ...METADATA, ...timeColumns(eventTime)];
  return [
    `-- ${topic}, made from its schema in packages/contracts by \`npm run generate\`: not to be edited.`,
    `CREATE TABLE IF NOT EXISTS ${quotedName(name)} (`,
    columns.map((column) => `  ${column}`).join(',\n'),
    ') WITH (',
    options(placeholder)
      .map((option) => `  ${option}`)
      .join('\n'),
    ');',
    '',
  ].join('\n');
}

function fieldColumns({ name, schema, columns = {} }: TopicTable): string[] {
  const { properties = {} } = toJsonSchema(name, schema) as { properties?: Record<string, JsonSchema> };
  return Object.entries(properties).map(([field, type]) => {
    const own = Object.hasOwn(columns, field) ? columns[field] : undefined;
    return `${quotedName(field)} ${columnType(own === undefined ? type : toJsonSchema(field, own))}`;
  });
}

/** A clock that is far ahead would make everything else late: what claims to be later than the broker's by so much has no time. */
function timeColumns(eventTime: string | undefined): string[] {
  if (eventTime === undefined) return [];
  return [
    `\`event_time\` AS CASE WHEN ${eventTime} <= \`record_time\` + INTERVAL '1' HOUR THEN ${eventTime} END`,
    `WATERMARK FOR \`event_time\` AS \`event_time\` - INTERVAL '\${WATERMARK_DELAY}' DAY TO SECOND(3)`,
  ];
}

function options(placeholder: string): string[] {
  return [
    "'connector' = 'kafka',",
    `'topic' = '\${${placeholder}}',`,
    `'properties.bootstrap.servers' = '\${BOOTSTRAP_SERVERS}',`,
    `'properties.group.id' = '\${GROUP_ID}',`,
    `\${KAFKA_SECURITY}`,
    `'scan.startup.mode' = '\${STARTING_OFFSETS}',`,
    // Where a group has none, or they are too old.
    "'properties.auto.offset.reset' = 'earliest',",
    "'key.format' = 'raw',",
    "'key.fields' = 'record_key',",
    "'value.format' = 'json',",
    "'value.fields-include' = 'EXCEPT_KEY',",
    "'value.json.ignore-parse-errors' = 'true',",
    "'value.json.encode.ignore-null-fields' = 'true',",
    "'sink.delivery-guarantee' = 'at-least-once'",
  ];
}
