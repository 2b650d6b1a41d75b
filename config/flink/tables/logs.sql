-- aiops.logs, made from its schema in packages/contracts by `npm run generate`: not to be edited.
CREATE TABLE IF NOT EXISTS `logs` (
  `timestamp` STRING,
  `log_line` STRING,
  `labels` MAP<STRING, STRING>,
  `level` STRING,
  `source` STRING,
  `maintenance` ROW<`event_id` STRING, `entity_id` STRING, `announced_at` STRING, `from` STRING, `until` STRING, `reason` STRING>,
  `collected_at` STRING,
  `trace_id` STRING,
  `entity_id` STRING,
  `entity_type` STRING,
  `entity_name` STRING,
  `record_key` STRING,
  `headers` MAP<STRING, BYTES> METADATA,
  `partition` INT METADATA VIRTUAL,
  `offset` BIGINT METADATA VIRTUAL,
  `record_time` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
  `event_time` AS CASE WHEN CASE
    WHEN REGEXP(`timestamp`, '^[0-9]{1,19}$') THEN TO_TIMESTAMP_LTZ(CASE
    WHEN CHAR_LENGTH(`timestamp`) <= 11 THEN CAST(`timestamp` AS BIGINT) * 1000
    WHEN CHAR_LENGTH(`timestamp`) <= 14 THEN CAST(`timestamp` AS BIGINT)
    WHEN CHAR_LENGTH(`timestamp`) <= 17 THEN CAST(`timestamp` AS BIGINT) / 1000
    ELSE CAST(`timestamp` AS BIGINT) / 1000000 END, 3)
    ELSE CAST(TRY_CAST(REPLACE(REPLACE(`timestamp`, 'T', ' '), 'Z', '') AS TIMESTAMP(3)) AS TIMESTAMP_LTZ(3)) END <= `record_time` + INTERVAL '1' HOUR THEN CASE
    WHEN REGEXP(`timestamp`, '^[0-9]{1,19}$') THEN TO_TIMESTAMP_LTZ(CASE
    WHEN CHAR_LENGTH(`timestamp`) <= 11 THEN CAST(`timestamp` AS BIGINT) * 1000
    WHEN CHAR_LENGTH(`timestamp`) <= 14 THEN CAST(`timestamp` AS BIGINT)
    WHEN CHAR_LENGTH(`timestamp`) <= 17 THEN CAST(`timestamp` AS BIGINT) / 1000
    ELSE CAST(`timestamp` AS BIGINT) / 1000000 END, 3)
    ELSE CAST(TRY_CAST(REPLACE(REPLACE(`timestamp`, 'T', ' '), 'Z', '') AS TIMESTAMP(3)) AS TIMESTAMP_LTZ(3)) END END,
  WATERMARK FOR `event_time` AS `event_time` - INTERVAL '${WATERMARK_DELAY}' DAY TO SECOND(3)
) WITH (
  'connector' = 'kafka',
  'topic' = '${TOPIC_LOGS}',
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
