-- aiops.traces, made from its schema in packages/contracts by `npm run generate`: not to be edited.
CREATE TABLE IF NOT EXISTS `traces` (
  `trace_id` STRING,
  `spans` ARRAY<ROW<`span_id` STRING, `parent_span_id` STRING, `operation` STRING, `service` STRING, `start_time` STRING, `duration` DOUBLE, `status` STRING, `kind` STRING, `tags` MAP<STRING, STRING>, `counted` ROW<`at` DOUBLE, `site` STRING, `operation` STRING, `peer` STRING, `failed` BOOLEAN, `entity_id` STRING, `entity_type` STRING, `entity_name` STRING>>>,
  `total_duration` DOUBLE,
  `span_count` BIGINT,
  `source` STRING,
  `maintenance` ROW<`event_id` STRING, `entity_id` STRING, `announced_at` STRING, `from` STRING, `until` STRING, `reason` STRING>,
  `collected_at` STRING,
  `counted_at` BIGINT,
  `record_key` STRING,
  `headers` MAP<STRING, BYTES> METADATA,
  `partition` INT METADATA VIRTUAL,
  `offset` BIGINT METADATA VIRTUAL,
  `record_time` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
  `event_time` AS CASE WHEN TO_TIMESTAMP_LTZ(`counted_at`, 3) <= `record_time` + INTERVAL '1' HOUR THEN TO_TIMESTAMP_LTZ(`counted_at`, 3) END,
  WATERMARK FOR `event_time` AS `event_time` - INTERVAL '${WATERMARK_DELAY}' DAY TO SECOND(3)
) WITH (
  'connector' = 'kafka',
  'topic' = '${TOPIC_TRACES}',
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
