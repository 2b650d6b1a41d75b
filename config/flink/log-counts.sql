-- Lines that each entity logged at each level per minute, as series of the entity.

-- Lines under the key of their entity; others are published again under it and count then. What announces maintenance is no line. One
-- without an id is known by its place.
CREATE TEMPORARY VIEW own_lines AS
SELECT
  event_time, entity_id, COALESCE(entity_type, SPLIT_INDEX(entity_id, ':', 3)) AS entity_type,
  COALESCE(entity_name, SPLIT_INDEX(entity_id, ':', 5)) AS entity_name, COALESCE(level, 'unknown') AS level_text,
  COALESCE(CAST(headers['ce_id'] AS STRING), CAST(`partition` AS STRING) || '/' || CAST(`offset` AS STRING)) AS line_id
FROM logs
WHERE event_time IS NOT NULL AND log_line IS NOT NULL AND entity_id = record_key AND maintenance IS NULL;

-- Each of them once. A level is bounded text without control characters, never blank.
CREATE TEMPORARY VIEW lines_once AS
SELECT *, CASE WHEN TRIM(level_text) = '' THEN 'unnamed'
  ELSE TRIM(REGEXP_REPLACE(SUBSTRING(level_text FROM 1 FOR 200), '\p{Cc}', U&'\FFFD')) END AS `level`
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end, entity_id, line_id ORDER BY event_time) AS copy
  FROM TABLE(TUMBLE(TABLE own_lines, DESCRIPTOR(event_time), INTERVAL '1' MINUTE))
) WHERE copy = 1;

-- The id is that of data-ingestion, which counts the same lines where Flink does not.
CREATE TEMPORARY VIEW line_counts AS
SELECT
  entity_id, MAX(entity_type) AS entity_type, MAX(entity_name) AS entity_name, `level`, COUNT(*) AS line_count,
  60E0 * TIMESTAMPDIFF(MINUTE, TIMESTAMP '1970-01-01 00:00:00', window_end) AS end_s,
  DATE_FORMAT(window_end, 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''') AS ended,
  SUBSTRING(SHA256(JSON_ARRAY('log-counts', entity_id, `level`,
    60000 * CAST(TIMESTAMPDIFF(MINUTE, TIMESTAMP '1970-01-01 00:00:00', window_end) AS BIGINT))) FROM 1 FOR 24) AS id
FROM lines_once
GROUP BY window_start, window_end, entity_id, `level`;

INSERT INTO metrics (metric_name, labels, `values`, `timestamp`, source, entity_id, entity_type, entity_name, record_key, headers)
SELECT
  'log_lines', MAP['level', `level`], ARRAY[ARRAY[end_s, CAST(line_count AS DOUBLE)]], ended, 'flink', entity_id, entity_type, entity_name,
  entity_id,
  MAP['content-type', CAST('application/json' AS BYTES), 'ce_specversion', CAST('1.0' AS BYTES), 'ce_id', CAST(id AS BYTES),
    'ce_source', CAST('/aiops/flink' AS BYTES), 'ce_type', CAST('aiops.metrics' AS BYTES), 'ce_time', CAST(ended AS BYTES),
    'ce_subject', CAST(entity_id AS BYTES)]
FROM line_counts;
