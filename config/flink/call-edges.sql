-- Calls of each service to each of its peers per minute: their rate as a series of the service's entity, and an event that tells how they
-- went, from which the graph of services is made. For what a span counts was decided by data-ingestion: `counted`.

-- Calls, one row each. A site that is not there is '', which no label is.
CREATE TEMPORARY VIEW counted_calls AS
SELECT
  t.event_time, t.trace_id, s.span_id, s.counted.entity_id AS entity_id, COALESCE(s.counted.entity_type, '') AS entity_type,
  COALESCE(s.counted.entity_name, '') AS entity_name, s.service, COALESCE(s.counted.site, '') AS site,
  s.counted.peer AS peer, s.counted.failed AS failed,
  -- Through whole nanoseconds, so that it is the same number in every engine.
  GREATEST(CAST(CAST(ROUND(s.duration * 1E9) AS BIGINT) AS DOUBLE) / 1E6, 0E0) AS took_ms
FROM traces AS t CROSS JOIN UNNEST(t.spans) AS s
WHERE t.counted_at IS NOT NULL AND s.counted.entity_id IS NOT NULL AND s.counted.peer IS NOT NULL AND s.duration IS NOT NULL;

-- Each of them once, in the bucket of DDSketch that span-figures.sql tells about.
CREATE TEMPORARY VIEW calls_once AS
SELECT *, CASE WHEN took_ms < 1E-9 THEN -1000000 ELSE CAST(CEIL(LN(took_ms) / LN(1.01E0 / 0.99E0)) AS INT) END AS bucket
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end, trace_id, span_id ORDER BY event_time) AS copy
  FROM TABLE(TUMBLE(TABLE counted_calls, DESCRIPTOR(event_time), INTERVAL '1' MINUTE))
) WHERE copy = 1;

CREATE TEMPORARY VIEW latency_buckets AS
SELECT
  window_start, window_end, entity_id, entity_type, entity_name, service, site, peer, bucket,
  COUNT(*) AS calls, COUNT(*) FILTER (WHERE failed) AS failed
FROM calls_once
GROUP BY window_start, window_end, entity_id, entity_type, entity_name, service, site, peer, bucket;

-- One row for each edge and minute, with its buckets.
CREATE TEMPORARY VIEW edge_minutes AS
SELECT
  window_start, window_end, entity_id, entity_type, entity_name, service, site, peer,
  SUM(calls) AS calls, SUM(failed) AS failed, ARRAY_AGG(ROW(bucket, calls)) AS histogram
FROM latency_buckets
GROUP BY window_start, window_end, entity_id, entity_type, entity_name, service, site, peer;

-- For each bucket how many calls there are up to it.
CREATE TEMPORARY VIEW bucket_ranks AS
SELECT
  window_start, window_end, entity_id, entity_type, entity_name, service, site, peer, m.calls, failed, b.bucket,
  SUM(o.calls) AS up_to_here
FROM edge_minutes AS m
CROSS JOIN UNNEST(m.histogram) AS b (bucket, calls)
CROSS JOIN UNNEST(m.histogram) AS o (bucket, calls)
WHERE o.bucket <= b.bucket
GROUP BY window_start, window_end, entity_id, entity_type, entity_name, service, site, peer, m.calls, failed, b.bucket;

-- A quantile is in the bucket with the call of rank q * (n - 1), counted from 0.
CREATE TEMPORARY VIEW quantile_buckets AS
SELECT
  window_start, window_end, entity_id, entity_type, entity_name, service, site, peer, calls, failed,
  MIN(bucket) FILTER (WHERE up_to_here > 0.5E0 * (calls - 1)) AS p50,
  MIN(bucket) FILTER (WHERE up_to_here > 0.95E0 * (calls - 1)) AS p95,
  MIN(bucket) FILTER (WHERE up_to_here > 0.99E0 * (calls - 1)) AS p99
FROM bucket_ranks
GROUP BY window_start, window_end, entity_id, entity_type, entity_name, service, site, peer, calls, failed;

-- The id is that of data-ingestion, which tells of the same edges where Flink does not. Nobody can tell apart the peers that are summed up.
CREATE TEMPORARY VIEW edges AS
SELECT
  entity_id, entity_type, entity_name, peer, calls / 60E0 AS rate, 100E0 * failed / calls AS error_rate,
  CASE WHEN p50 = -1000000 THEN 0E0 ELSE 0.99E0 * POWER(1.01E0 / 0.99E0, p50) END AS p50,
  CASE WHEN p95 = -1000000 THEN 0E0 ELSE 0.99E0 * POWER(1.01E0 / 0.99E0, p95) END AS p95,
  CASE WHEN p99 = -1000000 THEN 0E0 ELSE 0.99E0 * POWER(1.01E0 / 0.99E0, p99) END AS p99,
  DATE_FORMAT(window_start, 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''') AS began,
  DATE_FORMAT(window_end, 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''') AS ended,
  SUBSTRING(SHA256(JSON_ARRAY('call-edges', entity_id, peer,
    60000 * CAST(TIMESTAMPDIFF(MINUTE, TIMESTAMP '1970-01-01 00:00:00', window_end) AS BIGINT))) FROM 1 FOR 24) AS id
FROM quantile_buckets
WHERE peer <> 'other';

CREATE TEMPORARY VIEW call_rates AS
SELECT
  entity_id, entity_type, entity_name, service, site, peer, COUNT(*) / 60E0 AS rate,
  60E0 * TIMESTAMPDIFF(MINUTE, TIMESTAMP '1970-01-01 00:00:00', window_end) AS end_s,
  DATE_FORMAT(window_end, 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z''') AS ended,
  SUBSTRING(SHA256(JSON_ARRAY('call-edges', entity_id, 'span_call_rate', peer, service, site,
    DATE_FORMAT(window_end, 'yyyy-MM-dd''T''HH:mm:ss.SSS''Z'''))) FROM 1 FOR 24) AS id
FROM calls_once
GROUP BY window_start, window_end, entity_id, entity_type, entity_name, service, site, peer;

EXECUTE STATEMENT SET BEGIN

INSERT INTO metrics (metric_name, labels, `values`, `timestamp`, source, entity_id, entity_type, entity_name, record_key, headers)
SELECT
  'span_call_rate',
  CASE WHEN site = '' THEN MAP['peer', peer, 'service_name', service] ELSE MAP['peer', peer, 'service_name', service, 'site', site] END,
  ARRAY[ARRAY[end_s, rate]], ended, 'flink', entity_id, entity_type, entity_name, entity_id,
  MAP['content-type', CAST('application/json' AS BYTES), 'ce_specversion', CAST('1.0' AS BYTES), 'ce_id', CAST(id AS BYTES),
    'ce_source', CAST('/aiops/flink' AS BYTES), 'ce_type', CAST('aiops.metrics' AS BYTES), 'ce_time', CAST(ended AS BYTES),
    'ce_subject', CAST(entity_id AS BYTES)]
FROM call_rates;

INSERT INTO events (
  event_id, `timestamp`, event_type, source, severity, summary, details, entity_id, entity_type, entity_name, record_key, headers)
SELECT
  id, ended, 'edge_observed', 'flink', 'info', entity_name || ' calls ' || peer,
  ROW(entity_name, peer, CAST(NULL AS STRING), rate, error_rate, p50, p95, p99, began, ended, CAST(NULL AS STRING), CAST(NULL AS STRING),
    CAST(NULL AS MAP<STRING, STRING>), CAST(NULL AS DOUBLE), CAST(NULL AS STRING), CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE)),
  entity_id, entity_type, entity_name, entity_id,
  MAP['content-type', CAST('application/json' AS BYTES), 'ce_specversion', CAST('1.0' AS BYTES), 'ce_id', CAST(id AS BYTES),
    'ce_source', CAST('/aiops/flink' AS BYTES), 'ce_type', CAST('aiops.events' AS BYTES), 'ce_time', CAST(ended AS BYTES),
    'ce_subject', CAST(entity_id AS BYTES)]
FROM edges;

END;
