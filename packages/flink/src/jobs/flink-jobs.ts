import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '@aiops/config';
import { topics } from '@aiops/contracts';
import { tableDdl } from '../ddl/table-ddl.ts';
import { topicTables } from '../ddl/topic-tables.ts';
import { runningName } from '../submit/job-name.ts';
import { heldRules, ruleRows } from './held-rules.ts';
import { kafkaSecurity } from './kafka-security.ts';
import { type Filling, render, sqlText } from './render.ts';

/** A job that Flink runs. */
export interface FlinkJob {
  /** `span-figures`; Flink shows it as `aiops-span-figures`. */
  readonly name: string;
  /** False for one that the settings turn off. */
  readonly enabled: boolean;
  /** The whole script: settings, tables, views, and one INSERT or STATEMENT SET. */
  readonly sql: string;
}

/** Where the scripts are, relative to the working directory. */
const FOLDER = 'config/flink';

/** Every job, with whether the settings want it. */
const jobs: Readonly<Record<string, (config: Config) => boolean>> = {
  'span-figures': () => true,
  'call-edges': () => true,
  'log-counts': () => true,
  'broken-input': () => true,
  'held-thresholds': ({ stream_processing }) => stream_processing.held_thresholds.enabled,
  rollups: ({ stream_processing }) => stream_processing.rollups.enabled,
};

/**
 * The jobs in `config/flink`, with all placeholders filled in from the settings. They are those for engine `flink`: whether that is chosen
 * is for the caller to ask. Throws when a script cannot be read or holds an unknown placeholder, and when no brokers are set.
 */
export function flinkJobs(config: Config, folder: string = FOLDER): FlinkJob[] {
  return Object.entries(jobs).map(([name, isEnabled]) => {
    const fillings = fillingsOf(config, name);
    const script = readFileSync(join(folder, `${name}.sql`), 'utf8');
    const tables = topicTables.map(tableDdl).join('\n');
    return {
      name,
      enabled: isEnabled(config),
      sql: [settings, tables, script].map((text) => render(text, fillings)).join('\n'),
    };
  });
}

/** What holds for all of a job. */
const settings = `SET 'pipeline.name' = '\${JOB}';
-- Partitions without records for this long hold event time back no more.
SET 'table.exec.source.idle-timeout' = '\${IDLE_TIMEOUT} ms';
-- Rows are handed on as they are. Flink would copy each one otherwise, with the whole list of buckets that some of them hold.
SET 'pipeline.object-reuse' = 'true';
`;

function fillingsOf(config: Config, name: string): Record<string, Filling> {
  const { kafka } = config.messaging;
  const { watermark_delay, idle_timeout } = config.stream_processing;
  if (kafka.bootstrap_servers === undefined)
    throw new Error('Flink reads from Kafka, but no broker is set: set KAFKA_BOOTSTRAP_SERVERS');
  const rules = heldRules(config);
  const topic = (logical: string) => kafka.topics[logical] ?? logical;
  return {
    JOB: runningName(name),
    GROUP_ID: `flink-${name}`,
    BOOTSTRAP_SERVERS: kafka.bootstrap_servers,
    KAFKA_SECURITY: { sql: kafkaSecurity(kafka) },
    STARTING_OFFSETS: 'group-offsets',
    TOPIC_TRACES: topic(topics.traces),
    TOPIC_METRICS: topic(topics.metrics),
    TOPIC_LOGS: topic(topics.logs),
    TOPIC_EVENTS: topic(topics.events),
    WATERMARK_DELAY: dayToSecond(watermark_delay),
    IDLE_TIMEOUT: String(idle_timeout),
    RULES: { sql: ruleRows(rules) },
    RULE_METRICS: { sql: ['', ...rules.map(({ metric }) => metric)].map(sqlText).join(', ') },
  };
}

/** Milliseconds as the text of an SQL interval from days to seconds: `0 00:00:30.000`. */
function dayToSecond(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  return `${days} ${new Date(ms % 86_400_000).toISOString().slice(11, 23)}`;
}
