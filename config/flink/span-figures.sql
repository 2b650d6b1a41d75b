-- Figures of each operation of each service per minute: rate, failures and quantiles of the latency, as series of the service's entity.
-- What they mean: docs/architecture.md, "Figures of spans". For what a span counts was decided by data-ingestion: `counted`.

-- Spans that count, one row each. A text that is not there is '', which is none in any label: NULL would equal no other NULL in a join.
CREATE TEMPORARY VIEW counted_spans AS
SELECT
  t.event_time, t.trace_id, s.span_id, s.counted.entity_id AS entity_id, COALESCE(s.counted.entity_type, '') AS entity_type,
  COALESCE(s.counted.entity_name, '') AS entity_name, s.service, COALESCE(s.counted.site, '') AS site,
  COALESCE(s.counted.operation, '') AS operation, s.counted.failed AS failed,
  -- Through whole nanoseconds, so that it is the same number in every engine.
  GREATEST(CAST(CAST(ROUND(s.duration * 1E9) AS BIGINT) AS DOUBLE) / 1E6, 0E0) AS took_ms
FROM traces AS t CROSS JOIN UNNEST(t.spans) AS s
WHERE t.counted_at IS NOT NULL AND s.counted.entity_id IS NOT NULL AND s.duration IS NOT NULL;

-- Each of them once, also when its trace is delivered twice. The bucket is that of DDSketch (packages/detectors/src/sketch): number i
-- reaches from γ^(i-1) to γ^i ms with γ = 1.01 / 0.99, and that of zero is below all others.
CREATE TEMPORARY VIEW spans_once AS
SELECT *, CASE WHEN took_ms < 1E-9 THEN -1000000 ELSE CAST(CEIL(LN(took_ms) / LN(1.01E0 / 0.99E0)) AS INT) END AS bucket
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end, trace_id, span_id ORDER BY event_time) AS copy
  FROM TABLE(TUMBLE(TABLE counted_spans, DESCRIPTOR(event_time), INTERVAL '1' MINUTE))
) WHERE copy = 1;

-- How many requests took about as long. Spans that are calls only are those of the operation '': they tell that the service was there.
CREATE TEMPORARY VIEW latency_buckets AS
SELECT
  window_start, window_end, window_time, entity_id, entity_type, entity_name, service, site, operation, bucket,
  COUNT(*) AS spans, COUNT(*) FILTER (WHERE failed) AS failed
FROM spans_once
GROUP BY window_start, window_end, window_time, entity_id, entity_type, entity_name, service, site, operation, bucket;

-- One row for each operation and minute. It holds its buckets, because a second branch from here would read the topic again.
CREATE TEMPORARY VIEW operation_minutes AS
SELECT
  window_start, window_end, window_time, entity_id, entity_type, entity_name, service, site, operation,
  SUM(spans) AS spans, SUM(failed) AS failed, ARRAY_AGG(ROW(bucket, spans)) AS histogram
FROM latency_buckets
GROUP BY window_start, window_end, window_time, entity_id, entity_type, entity_name, service, site, operation;

-- For each bucket how many requests there are up to it.
CREATE TEMPORARY VIEW bucket_ranks AS
SELECT
  window_start, window_end, window_time, entity_id, entity_type, entity_name, service, site, operation, m.spans, failed, b.bucket,
  SUM(o.spans) AS up_to_here
FROM operation_minutes AS m
CROSS JOIN UNNEST(m.histogram) AS b (bucket, spans)
CROSS JOIN UNNEST(m.histogram) AS o (bucket, spans)
WHERE o.bucket <= b.bucket
GROUP BY window_start, window_end, window_time, entity_id, entity_type, entity_name, service, site, operation, m.spans, failed, b.bucket;

-- A quantile is in the bucket with the request of rank q * (n - 1), counted from 0.
CREATE TEMPORARY VIEW quantile_buckets AS
SELECT
  window_end AS minute_end, window_time AS minute_time, entity_id, entity_type, entity_name, service, site, operation, spans, failed,
  MIN(bucket) FILTER (WHERE up_to_here > 0.5E0 * (spans - 1)) AS p50,
  MIN(bucket) FILTER (WHERE up_to_here > 0.95E0 * (spans - 1)) AS p95,
  MIN(bucket) FILTER (WHERE up_to_here > 0.99E0 * (spans - 1)) AS p99
FROM bucket_ranks
GROUP BY window_start, window_end, window_time, entity_id, entity_type, entity_name, service, site, operation, spans, failed;

-- The same for each operation that was seen in a minute or in the hour before it: a window is an hour and the minute that ends with it.
CREATE TEMPORARY VIEW operation_hours AS
SELECT
  window_start, window_end, entity_id, entity_type, entity_name, service, site, operation,
  COALESCE(MAX(spans) FILTER (WHERE minute_end = window_end), 0) AS spans, MAX(failed) FILTER (WHERE minute_end = window_end) AS failed,
  MAX(p50) FILTER (WHERE minute_end = window_end) AS p50, MAX(p95) FILTER (WHERE minute_end = window_end) AS p95,
  MAX(p99) FILTER (WHERE minute_end = window_end) AS p99
FROM TABLE(HOP(TABLE quantile_buckets, DESCRIPTOR(minute_time), INTERVAL '1' MINUTE, INTERVAL '61' MINUTE))
GROUP BY window_start, window_end, entity_id, entity_type, entity_name, service, site, operation;

-- Those of a service together, in the minutes in which it has anything that counts.
CREATE TEMPORARY VIEW service_minutes AS
SELECT
  window_end, entity_id, entity_type, entity_name, service, site,
  ARRAY_AGG(ROW(operation, spans, failed, p50, p95, p99)) AS operations
FROM operation_hours
GROUP BY window_start, window_end, entity_id, entity_type, entity_name, service, site
HAVING SUM(spans) > 0;

-- One row for each operation again. The rate of one that is missing is 0; that nothing went to those without figures of their own says
-- nothing. The value of a bucket has the same relative distance to both its ends: 2 / (1 + γ) * γ^i.
CREATE TEMPORARY VIEW figures AS
SELECT
  window_end, entity_id, entity_type, entity_name, service, site, o.operation, o.spans / 60E0 AS rate,
  100E0 * o.failed / NULLIF(o.spans, 0) AS error_rate,
  CASE WHEN o.p50 = -1000000 THEN 0E0 ELSE 0.99E0 * POWER(1.01E0 / 0.99E0, o.p50) END AS p50,
  CASE WHEN o.p95 = -1000000 THEN 0E0 ELSE 0.99E0 * POWER(1.01E0 / 0.99E0, o.p95) END AS p95,
  CASE WHEN o.p99 = -1000000 THEN 0E0 ELSE 0.99E0 * POWER(1.01E0 / 0.99E0, o.p99) END AS p99
FROM service_minutes CROSS JOIN UNNEST(operations) AS o (operation, spans, failed, p50, p95, p99)
WHERE o.operation <> '' AND (o.spans > 0 OR o.operation <> 'other');

-- One row for each sample.
CREATE TEMPORARY VIEW samples AS
SELECT
  s.metric_name, s.v, entity_id, entity_type, entity_name, service, site, operation, window_end,
  DATE_FORMAT(window_end, 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''') AS ended
FROM figures CROSS JOIN UNNEST(ARRAY[
  ROW('span_rate', rate), ROW('span_error_rate', error_rate),
  ROW('span_latency_p50', p50), ROW('span_latency_p95', p95), ROW('span_latency_p99', p99)]) AS s (metric_name, v)
WHERE s.v IS NOT NULL;

-- The id of a message follows from what the sample is of, never from its value: a second one of the same id says the same.
INSERT INTO metrics (metric_name, labels, `values`, `timestamp`, source, entity_id, entity_type, entity_name, record_key, headers)
SELECT
  metric_name,
  CASE WHEN site = '' THEN MAP['operation', operation, 'service_name', service]
    ELSE MAP['operation', operation, 'service_name', service, 'site', site] END,
  ARRAY[ARRAY[60E0 * TIMESTAMPDIFF(MINUTE, TIMESTAMP '1970-01-01 00:00:00', window_end), v]],
  ended, 'flink', entity_id, entity_type, entity_name, entity_id,
  MAP['content-type', CAST('application/json' AS BYTES), 'ce_specversion', CAST('1.0' AS BYTES),
    'ce_id', CAST(SUBSTRING(SHA256(JSON_ARRAY('span-figures', entity_id, metric_name, operation, service, site, ended)) FROM 1 FOR 24) AS BYTES),
    'ce_source', CAST('/aiops/flink' AS BYTES), 'ce_type', CAST('aiops.metrics' AS BYTES), 'ce_time', CAST(ended AS BYTES),
    'ce_subject', CAST(entity_id AS BYTES)]
FROM samples;
