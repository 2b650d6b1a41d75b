-- Simple rules with a hold, such as "CPU above 90 % for five minutes", as patterns: one event at the sample at which the hold is over, and
-- none again before the value has come back. It tells and opens nothing: anomalies are opened by the same rules in anomaly-detection.

-- Of a series that has fallen silent for so long nothing needs to be known.
SET 'table.exec.state.ttl' = '1 d';

-- Records under the key of their entity, each with the last sample of the one before it. A series is its entity, name and labels, in whatever
-- order these stand: the text between the quotes of their JSON, cut where one ends and the next begins, which is nowhere within one.
CREATE TEMPORARY VIEW own_records AS
SELECT *,
  LAG(last_s) OVER (PARTITION BY entity_id, metric_name, label_text ORDER BY event_time) AS before_s,
  LAG(last_v) OVER (PARTITION BY entity_id, metric_name, label_text ORDER BY event_time) AS before_v
FROM (
  SELECT
    event_time, metric_name, entity_id, COALESCE(entity_type, SPLIT_INDEX(entity_id, ':', 3)) AS entity_type,
    COALESCE(entity_name, SPLIT_INDEX(entity_id, ':', 5)) AS entity_name, labels, `values`,
    COALESCE(ARRAY_JOIN(ARRAY_SORT(SPLIT(SUBSTRING(JSON_STRING(labels) FROM 3 FOR CHAR_LENGTH(JSON_STRING(labels)) - 4), '","')), '","'), '')
      AS label_text,
    `values`[CARDINALITY(`values`)][1] AS last_s, `values`[CARDINALITY(`values`)][2] AS last_v
  FROM metrics
  WHERE event_time IS NOT NULL AND entity_id = record_key AND maintenance IS NULL AND metric_name IN (${RULE_METRICS})
);

-- Samples, each with the one before it.
CREATE TEMPORARY VIEW samples AS
SELECT
  r.event_time, r.metric_name, r.entity_id, r.entity_type, r.entity_name, r.labels, r.label_text,
  CAST(ROUND(s.point[1] * 1E3) AS BIGINT) AS at_ms, s.point[2] AS v,
  CAST(ROUND(CASE WHEN s.n = 1 THEN r.before_s ELSE r.`values`[s.n - 1][1] END * 1E3) AS BIGINT) AS was_at_ms,
  CASE WHEN s.n = 1 THEN r.before_v ELSE r.`values`[s.n - 1][2] END AS was_v
FROM own_records AS r CROSS JOIN UNNEST(r.`values`) WITH ORDINALITY AS s (point, n)
WHERE s.point[1] IS NOT NULL AND s.point[2] IS NOT NULL;

-- The same with the rules on their metric, and whether they break them.
CREATE TEMPORARY VIEW watched_samples AS
SELECT s.*, r.rule, r.threshold, r.hold_ms, r.gap_ms, r.broken, r.was_broken
FROM samples AS s CROSS JOIN UNNEST(ARRAY[
${RULES}
]) AS r (rule, metric, threshold, hold_ms, gap_ms, broken, was_broken)
WHERE s.metric_name = r.metric;

-- After a silence longer than the gap a breach begins anew: nobody knows what the value was in between. The
-- rows of a pattern have names in capitals: of others Flink finds none in a condition.
CREATE TEMPORARY VIEW held AS
SELECT * FROM watched_samples MATCH_RECOGNIZE (
  PARTITION BY entity_id, metric_name, label_text, rule
  ORDER BY event_time, at_ms
  MEASURES
    LAST(HELD.entity_type) AS entity_type, LAST(HELD.entity_name) AS entity_name, LAST(HELD.labels) AS labels,
    LAST(HELD.threshold) AS threshold, FIRST(BEGUN.at_ms) AS since_ms, LAST(HELD.at_ms) AS at_ms, LAST(HELD.v) AS v
  ONE ROW PER MATCH
  AFTER MATCH SKIP PAST LAST ROW
  PATTERN (BEGUN WAITING*? HELD)
  DEFINE
    BEGUN AS BEGUN.broken AND (BEGUN.was_at_ms IS NULL OR NOT BEGUN.was_broken OR BEGUN.at_ms - BEGUN.was_at_ms > BEGUN.gap_ms),
    WAITING AS WAITING.broken AND WAITING.at_ms - WAITING.was_at_ms <= WAITING.gap_ms,
    HELD AS HELD.broken AND HELD.at_ms - HELD.was_at_ms <= HELD.gap_ms AND HELD.at_ms - FIRST(BEGUN.at_ms) >= HELD.hold_ms
);

CREATE TEMPORARY VIEW held_events AS
SELECT *,
  DATE_FORMAT(TO_TIMESTAMP_LTZ(since_ms, 3), 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''') AS since,
  DATE_FORMAT(TO_TIMESTAMP_LTZ(at_ms, 3), 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''') AS told,
  SUBSTRING(SHA256(JSON_ARRAY('held-thresholds', entity_id, metric_name, label_text, rule, at_ms)) FROM 1 FOR 24) AS id
FROM held;

INSERT INTO events (
  event_id, `timestamp`, event_type, source, severity, summary, details, entity_id, entity_type, entity_name, record_key, headers)
SELECT
  id, told, 'threshold_held', 'flink', 'low',
  metric_name || ' of ' || entity_name || ' broke the rule ' || rule || ' for all of its hold',
  ROW(CAST(NULL AS STRING), CAST(NULL AS STRING), CAST(NULL AS STRING), CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE),
    CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE), CAST(NULL AS STRING), CAST(NULL AS STRING), rule, metric_name, labels, threshold, since,
    (at_ms - since_ms) / 1E3, v),
  entity_id, entity_type, entity_name, entity_id,
  MAP['content-type', CAST('application/json' AS BYTES), 'ce_specversion', CAST('1.0' AS BYTES), 'ce_id', CAST(id AS BYTES),
    'ce_source', CAST('/aiops/flink' AS BYTES), 'ce_type', CAST('aiops.events' AS BYTES), 'ce_time', CAST(told AS BYTES),
    'ce_subject', CAST(entity_id AS BYTES)]
FROM held_events;
