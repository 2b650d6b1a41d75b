-- aiops.events, made from its schema in packages/contracts by `npm run generate`: not to be edited.
CREATE TABLE IF NOT EXISTS `events` (
  `event_id` STRING,
  `timestamp` STRING,
  `event_type` STRING,
  `source` STRING,
  `severity` STRING,
  `summary` STRING,
  `details` ROW<`caller` STRING, `callee` STRING, `first_seen` STRING, `rate` DOUBLE, `error_rate` DOUBLE, `latency_p50` DOUBLE, `latency_p95` DOUBLE, `latency_p99` DOUBLE, `window_start` STRING, `window_end` STRING, `rule` STRING, `metric_name` STRING, `labels` MAP<STRING, STRING>, `threshold` DOUBLE, `since` STRING, `held_seconds` DOUBLE, `value` DOUBLE>,
  `entity_id` STRING,
  `entity_type` STRING,
  `entity_name` STRING,
  `record_key` STRING,
  `headers` MAP<STRING, BYTES> METADATA,
  `partition` INT METADATA VIRTUAL,
  `offset` BIGINT METADATA VIRTUAL,
  `record_time` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL
) WITH (
  'connector' = 'kafka',
  'topic' = '${TOPIC_EVENTS}',
  'properties.bootstrap.servers' = '${BOOTSTRAP_SERVERS}',
  'properties.group.id' = '${GROUP_ID}',
  ${KAFKA_SECURITY}
  'scan.startup.mode' = '${STARTING_OFFSETS}',
  'properties.auto.offset.reset' = 'earliest',
  'key.format' = 'raw',
  'key.fields' = 'record_key',
  'value.format' = 'json',
  'value.fields-include' = 'EXCEPT_KEY',
  'value.json.ignore-parse-errors' = 'true',
  'value.json.encode.ignore-null-fields' = 'true',
  'sink.delivery-guarantee' = 'at-least-once'
);
