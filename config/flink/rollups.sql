-- Minimum, maximum, average, last value and number of the samples of each series, per minute and per five minutes, under names of their own.

-- Samples of records under the key of their entity; others are published again under it and count then. Not those of figures that are
-- made once a minute anyway, and not what was rolled up before. A series is its entity, name and labels, in whatever order these stand:
-- the text between the quotes of their JSON, cut where one ends and the next begins, which is nowhere within one.
CREATE TEMPORARY VIEW own_samples AS
SELECT
  m.event_time, m.metric_name, m.entity_id, COALESCE(m.entity_type, SPLIT_INDEX(m.entity_id, ':', 3)) AS entity_type,
  COALESCE(m.entity_name, SPLIT_INDEX(m.entity_id, ':', 5)) AS entity_name, m.labels,
  COALESCE(ARRAY_JOIN(ARRAY_SORT(SPLIT(SUBSTRING(JSON_STRING(m.labels) FROM 3 FOR CHAR_LENGTH(JSON_STRING(m.labels)) - 4), '","')), '","'), '')
    AS label_text,
  s.point[1] AS at_s, s.point[2] AS v, CAST(FLOOR(s.point[1] / 60) AS BIGINT) AS at_minute
FROM metrics AS m CROSS JOIN UNNEST(m.`values`) AS s (point)
WHERE m.event_time IS NOT NULL AND m.entity_id = m.record_key AND m.maintenance IS NULL AND s.point[1] IS NOT NULL AND s.point[2] IS NOT NULL
  AND POSITION(':' IN m.metric_name) = 0 AND m.metric_name NOT IN (
    'span_rate', 'span_error_rate', 'span_latency_p50', 'span_latency_p95', 'span_latency_p99', 'span_self_time_p95', 'span_call_rate',
    'log_lines', 'stream_skipped_records');

-- A record's time is that of its first sample, and others may belong to a later window. So a sample is looked at in all windows that end
-- within the next ten minutes, and counts in the one that it belongs to itself. What comes twice counts once: the first.
CREATE TEMPORARY VIEW minute_samples AS
SELECT * FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end, entity_id, metric_name, label_text, at_s ORDER BY event_time) AS copy
  FROM TABLE(HOP(TABLE own_samples, DESCRIPTOR(event_time), INTERVAL '1' MINUTE, INTERVAL '10' MINUTE))
  WHERE TIMESTAMPDIFF(MINUTE, TIMESTAMP '1970-01-01 00:00:00', window_end) = at_minute + 1
) WHERE copy = 1;

CREATE TEMPORARY VIEW five_minute_samples AS
SELECT * FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end, entity_id, metric_name, label_text, at_s ORDER BY event_time) AS copy
  FROM TABLE(HOP(TABLE own_samples, DESCRIPTOR(event_time), INTERVAL '5' MINUTE, INTERVAL '15' MINUTE))
  WHERE TIMESTAMPDIFF(MINUTE, TIMESTAMP '1970-01-01 00:00:00', window_end) = (at_minute / 5 + 1) * 5
) WHERE copy = 1;

-- The last value is that of the greatest time, which stands before it in a text of fixed width.
CREATE TEMPORARY VIEW rollups AS
SELECT
  '1m' AS length, metric_name, entity_id, entity_type, entity_name, label_text, ARRAY_AGG(labels)[1] AS labels, window_end,
  MIN(v) AS min_v, MAX(v) AS max_v, SUM(v) / COUNT(*) AS avg_v, CAST(COUNT(*) AS DOUBLE) AS count_v,
  CAST(SUBSTRING(MAX(LPAD(CAST(CAST(at_s * 1E6 AS BIGINT) AS STRING), 20, '0') || CAST(v AS STRING)) FROM 21) AS DOUBLE) AS last_v
FROM minute_samples
GROUP BY window_start, window_end, metric_name, entity_id, entity_type, entity_name, label_text
UNION ALL
SELECT
  '5m', metric_name, entity_id, entity_type, entity_name, label_text, ARRAY_AGG(labels)[1], window_end,
  MIN(v), MAX(v), SUM(v) / COUNT(*), CAST(COUNT(*) AS DOUBLE),
  CAST(SUBSTRING(MAX(LPAD(CAST(CAST(at_s * 1E6 AS BIGINT) AS STRING), 20, '0') || CAST(v AS STRING)) FROM 21) AS DOUBLE)
FROM five_minute_samples
GROUP BY window_start, window_end, metric_name, entity_id, entity_type, entity_name, label_text;

CREATE TEMPORARY VIEW figures AS
SELECT
  r.metric_name || ':' || r.length || ':' || f.figure AS metric_name, r.entity_id, r.entity_type, r.entity_name, r.label_text, r.labels, f.v,
  60E0 * TIMESTAMPDIFF(MINUTE, TIMESTAMP '1970-01-01 00:00:00', r.window_end) AS end_s,
  DATE_FORMAT(r.window_end, 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''') AS ended
FROM rollups AS r CROSS JOIN UNNEST(ARRAY[
  ROW('min', min_v), ROW('max', max_v), ROW('avg', avg_v), ROW('last', last_v), ROW('count', count_v)]) AS f (figure, v);

INSERT INTO metrics (metric_name, labels, `values`, `timestamp`, source, entity_id, entity_type, entity_name, record_key, headers)
SELECT
  metric_name, labels, ARRAY[ARRAY[end_s, v]], ended, 'flink', entity_id, entity_type, entity_name, entity_id,
  MAP['content-type', CAST('application/json' AS BYTES), 'ce_specversion', CAST('1.0' AS BYTES),
    'ce_id', CAST(SUBSTRING(SHA256(JSON_ARRAY('rollups', entity_id, metric_name, label_text, ended)) FROM 1 FOR 24) AS BYTES),
    'ce_source', CAST('/aiops/flink' AS BYTES), 'ce_type', CAST('aiops.metrics' AS BYTES), 'ce_time', CAST(ended AS BYTES),
    'ce_subject', CAST(entity_id AS BYTES)]
FROM figures;
