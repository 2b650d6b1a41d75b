-- Records that the other jobs cannot read, per topic and minute in which the broker took them: what is no JSON object, or lacks a field that is
-- needed or has it with another type. Each of them is in the dead-letter topic too. Minutes without any have no row.

CREATE TABLE raw_traces (
  `text` STRING, record_time TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
  WATERMARK FOR record_time AS record_time - INTERVAL '${WATERMARK_DELAY}' DAY TO SECOND(3)
) WITH (
  'connector' = 'kafka', 'topic' = '${TOPIC_TRACES}', 'properties.bootstrap.servers' = '${BOOTSTRAP_SERVERS}',
  'properties.group.id' = '${GROUP_ID}',
  ${KAFKA_SECURITY}
  'scan.startup.mode' = '${STARTING_OFFSETS}', 'properties.auto.offset.reset' = 'earliest', 'format' = 'raw'
);
CREATE TABLE raw_logs WITH ('topic' = '${TOPIC_LOGS}') LIKE raw_traces;
CREATE TABLE raw_metrics WITH ('topic' = '${TOPIC_METRICS}') LIKE raw_traces;

-- A text of bytes that are no UTF-8 is no JSON either. A tombstone has none, and is no record to be read.
CREATE TEMPORARY VIEW unreadable AS
SELECT 'aiops.traces' AS topic, record_time FROM raw_traces
WHERE `text` IS NOT JSON OBJECT OR JSON_VALUE(`text`, '$.trace_id') IS NULL OR JSON_EXISTS(`text`, '$.spans[0].span_id') IS NOT TRUE
UNION ALL
SELECT 'aiops.logs', record_time FROM raw_logs
WHERE `text` IS NOT JSON OBJECT OR JSON_VALUE(`text`, '$.timestamp') IS NULL OR JSON_VALUE(`text`, '$.log_line') IS NULL
UNION ALL
SELECT 'aiops.metrics', record_time FROM raw_metrics
WHERE `text` IS NOT JSON OBJECT OR JSON_VALUE(`text`, '$.metric_name') IS NULL OR JSON_EXISTS(`text`, '$.values[0][1]') IS NOT TRUE;

CREATE TEMPORARY VIEW skipped AS
SELECT
  topic, COUNT(*) AS records, 60E0 * TIMESTAMPDIFF(MINUTE, TIMESTAMP '1970-01-01 00:00:00', window_end) AS end_s,
  DATE_FORMAT(window_end, 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''') AS ended, 'urn:aiops:service:service:default:flink' AS entity
FROM TABLE(TUMBLE(TABLE unreadable, DESCRIPTOR(record_time), INTERVAL '1' MINUTE))
GROUP BY window_start, window_end, topic;

INSERT INTO metrics (metric_name, labels, `values`, `timestamp`, source, entity_id, entity_type, entity_name, record_key, headers)
SELECT
  'stream_skipped_records', MAP['service_name', 'flink', 'topic', topic], ARRAY[ARRAY[end_s, CAST(records AS DOUBLE)]], ended, 'flink',
  entity, 'service', 'flink', entity,
  MAP['content-type', CAST('application/json' AS BYTES), 'ce_specversion', CAST('1.0' AS BYTES),
    'ce_id', CAST(SUBSTRING(SHA256(JSON_ARRAY('broken-input', topic, ended)) FROM 1 FOR 24) AS BYTES),
    'ce_source', CAST('/aiops/flink' AS BYTES), 'ce_type', CAST('aiops.metrics' AS BYTES), 'ce_time', CAST(ended AS BYTES),
    'ce_subject', CAST(entity AS BYTES)]
FROM skipped;
