import type { FlinkJob } from '@aiops/flink';

/** What a job for tests does. */
export interface CountingJob {
  readonly name: string;
  readonly brokers: string;
  readonly input: string;
  readonly output: string;
  /** Keys from this one on are left out: another text, the same state. */
  readonly below?: number;
  /** Another aggregation, into whose state that of the usual one does not fit. */
  readonly average?: boolean;
}

/** Counts the records of each minute of event time: `{"key": 1, "at": 61000}` → `{"minute": "00:02", "count": 1}`. Event time is that of the newest record. */
export function countingJob({
  name,
  brokers,
  input,
  output,
  below = 1_000,
  average = false,
}: CountingJob): FlinkJob {
  const common = `'properties.bootstrap.servers' = '${brokers}', 'format' = 'json'`;
  return {
    name,
    enabled: true,
    sql: `CREATE TABLE input (
  \`key\` INT, \`at\` BIGINT, event_time AS TO_TIMESTAMP_LTZ(\`at\`, 3), WATERMARK FOR event_time AS event_time
) WITH ('connector' = 'kafka', 'topic' = '${input}', ${common}, 'properties.group.id' = 'flink-${name}',
  'scan.startup.mode' = 'group-offsets', 'properties.auto.offset.reset' = 'earliest');
CREATE TABLE output (\`minute\` STRING, \`count\` BIGINT) WITH ('connector' = 'kafka', 'topic' = '${output}', ${common});
INSERT INTO output
SELECT DATE_FORMAT(window_end, 'HH:mm'), ${average ? 'CAST(AVG(`key`) + COUNT(*) AS BIGINT)' : 'COUNT(*)'}
FROM TABLE(TUMBLE(TABLE input, DESCRIPTOR(event_time), INTERVAL '1' MINUTE)) WHERE \`key\` < ${below}
GROUP BY window_start, window_end;`,
  };
}
