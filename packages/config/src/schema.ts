import { z } from 'zod';
import { decimal, duration, flag, integer, port, text, url } from './fields/field-types.ts';
import { uniqueNames } from './fields/unique-names.ts';
import { insightsSchema } from './insights/insights-config.ts';
import { kafkaSchema } from './sections/kafka-config.ts';
import { metricQueries } from './sections/metric-queries.ts';
import { muteSchema } from './sections/mute-config.ts';
import { ruleSchema } from './sections/rule-config.ts';
import { scoresSchema } from './sections/scores-config.ts';
import { neo4jSchema, redisSchema } from './sections/storage-config.ts';
import { streamProcessingSchema } from './sections/stream-processing-config.ts';
import { topologySchema } from './sections/topology-config.ts';

const ingestionSchema = z.strictObject({
  enabled: flag(true).describe('Whether data-ingestion runs in the fleet'),
  interval: duration('30s').describe('How often the pollers ask'),
  backfill: duration('1h').describe('How far back a poller reaches after an outage'),
  victoriametrics_url: url().describe('Base URL of VictoriaMetrics; without one, metrics are not polled'),
  loki_url: url().describe('Base URL of Loki; without one, logs are not polled'),
  tempo_url: url().describe('Base URL of Tempo; without one, traces are not polled'),
  alertmanager_url: url().describe(
    'Base URL of Alertmanager; that of insights_action.alertmanager unless set; without either, alerts are not polled',
  ),
  metrics: z
    .strictObject({
      queries: z
        .record(z.string(), text())
        .default({ ...metricQueries })
        .describe('Metric name → PromQL; a map in the file replaces this one'),
    })
    .prefault({}),
  logs: z
    .strictObject({
      query: text().default('{job=~".+"} |~ `(?i)(error|warn|fail|fatal|critical)`').describe('LogQL'),
      limit: integer(1000, 1).describe('Lines per request'),
    })
    .prefault({}),
  traces: z
    .strictObject({
      query: text().default('{}').describe('TraceQL'),
      min_duration: duration('0s').describe('Shortest trace that is asked for'),
      limit: integer(100, 1).describe('Traces per request'),
      operations: integer(50, 1).describe(
        'Operations of a service that have figures of their own; the others are summed up as `other`',
      ),
      peers: integer(100, 1).describe(
        'Peers of a service whose calls are counted one by one; the others are summed up as `other`',
      ),
    })
    .prefault({}),
  host: z
    .strictObject({
      enabled: flag(true).describe("Watch this host's own CPU, memory, disk, network and load"),
      interval: duration('5s').describe('How often this host is measured'),
    })
    .prefault({}),
  otlp: z
    .strictObject({
      enabled: flag(true).describe('Receive OTLP/HTTP'),
      host: text().default('127.0.0.1').describe('Address it listens on'),
      port: port(4318).describe('Port it listens on; 0 takes any free one'),
    })
    .prefault({}),
});

const detectionSchema = z.strictObject({
  enabled: flag(true).describe('Whether anomaly-detection runs in the fleet'),
  detection_window: duration('300s').describe('Look-back of rules and features that name none of their own'),
  anomaly_threshold: decimal(2).describe('Score from which a series is anomalous'),
  detectors: z
    .array(
      z.looseObject({
        name: text().describe('Kind of detector; further keys are its options'),
        enabled: flag(true).describe('Whether the detector has a vote'),
      }),
    )
    .prefault([
      { name: 'zscore' },
      { name: 'ewma' },
      { name: 'arima' },
      { name: 'seasonal' },
      { name: 'level_shift' },
      { name: 'variance_shift' },
      { name: 'flat_line' },
      { name: 'trend' },
      { name: 'range' },
      { name: 'isolation_forest' },
      { name: 'kmeans' },
    ])
    .superRefine(uniqueNames)
    .describe('Detectors and their options; a list in the file replaces this one'),
  rules: z
    .array(ruleSchema)
    .prefault([{ name: 'cpu_high' }, { name: 'memory_high' }, { name: 'disk_high' }])
    .superRefine(uniqueNames)
    .describe('Rules, see docs/rules.md; a list in the file replaces this one'),
  mutes: z
    .array(muteSchema)
    .default([])
    .superRefine(uniqueNames)
    .describe('Times in which nothing new is told, see docs/mutes.md'),
  staleness: z
    .strictObject({
      enabled: flag(true).describe('Whether a series that falls silent is an anomaly'),
      factor: decimal(5, 1).describe('A series is stale after this many of its usual intervals …'),
      minimum: duration('120s').describe('… but not before this long'),
      horizon: duration('1h').describe('A series silent for longer than this is forgotten, not stale'),
    })
    .prefault({}),
  scores: scoresSchema.prefault({}),
  series: z
    .strictObject({
      max: integer(100_000, 1).describe(
        'Series watched at a time, in equal shares per partition of aiops.metrics; a new one beyond its share is told, counted and not judged',
      ),
      evict_after: duration('24h').describe(
        'A series without a sample for this long, in event time, is forgotten',
      ),
    })
    .prefault({}),
  logs: z
    .strictObject({
      window: duration('60s').describe('Event-time window in which the lines of an entity are counted'),
      error_lines: integer(3, 1).describe('Error lines in a window that make an anomaly'),
      templates: integer(200, 1).describe('Kinds of lines that are remembered of an entity'),
      learning: duration('1d').describe(
        'An entity must be known for this long before a kind of line can be new, far too frequent or missing',
      ),
      burst_lines: integer(20, 1).describe('Lines of one kind in a window that can be a burst, at least'),
      vanished_after: decimal(5, 1).describe(
        'A kind of line that used to come regularly is missing after this many of its intervals',
      ),
    })
    .prefault({}),
  traces: z
    .strictObject({
      window: duration('60s').describe('Event-time window: failures of a service within one are one anomaly'),
      slow: duration('1s').describe('A server span that takes longer is slow'),
      edges: z
        .strictObject({
          learning: duration('1d').describe(
            'So long after its first request a service is only learned: who it calls then is not new',
          ),
          silence: duration('5m').describe(
            'A peer that is not called any more is missed after this long, or later if it is called rarely',
          ),
          forget: duration('1d').describe('A peer that was missed for this long is not missed any more'),
        })
        .prefault({}),
    })
    .prefault({}),
});

const rcaSchema = z.strictObject({
  enabled: flag(true).describe('Whether root-cause-analysis runs in the fleet'),
  correlation_window: duration('600s').describe(
    'Anomalies within this time of each other may belong together',
  ),
  correlation_wait: duration('30s').describe('How long to wait, in event time, for what arrives late'),
  idle_timeout: duration('60s').describe(
    'A partition silent for this long no longer holds the others back (live only)',
  ),
  resolve_after: duration('300s').describe('Quiet time after which an incident is resolved'),
  max_graph_depth: integer(5, 1).describe('Greatest number of hops between related entities'),
  topology_refresh: duration('30s').describe('How often the topology is read again'),
});

const storageSchema = z.strictObject({
  redis: redisSchema.prefault({}),
  neo4j: neo4jSchema.prefault({}),
});

const messagingSchema = z.strictObject({ kafka: kafkaSchema.prefault({}) });

/** `config/aiops.yml`: the only source of settings, defaults and their documentation. Durations are milliseconds once read. */
export const configSchema = z.strictObject({
  data_ingestion: ingestionSchema.prefault({}),
  anomaly_detection: detectionSchema.prefault({}),
  root_cause_analysis: rcaSchema.prefault({}),
  insights_action: insightsSchema.prefault({}),
  storage: storageSchema.prefault({}),
  messaging: messagingSchema.prefault({}),
  topology: topologySchema.prefault({}),
  stream_processing: streamProcessingSchema.prefault({}),
  processing: z
    .strictObject({
      checkpoint_interval: duration('5s').describe('Longest time between two checkpoints'),
      checkpoint_messages: integer(100_000, 1).describe(
        'Most messages of a partition between two checkpoints',
      ),
      shutdown_grace: duration('10s').describe('Time to drain and commit after SIGTERM'),
    })
    .prefault({}),
  http: z
    .strictObject({
      host: text().default('127.0.0.1').describe('Address it listens on'),
      port: port(8090).describe('Health, readiness, metrics and the API; 0 takes any free one'),
    })
    .prefault({}),
  telemetry: z
    .strictObject({
      otlp_endpoint: url().describe('Where our own traces go, for instance http://localhost:4318'),
    })
    .prefault({}),
  logging: z
    .strictObject({
      level: z
        .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
          error: 'expected trace, debug, info, warn, error, fatal or silent',
        })
        .default('info')
        .describe('Least important lines that are written'),
      format: z
        .enum(['json', 'pretty'], { error: 'expected json or pretty' })
        .default('json')
        .describe('json for machines, pretty for people'),
    })
    .prefault({}),
});
export type Config = z.infer<typeof configSchema>;
/** The file as it may be written: everything optional. */
export type ConfigInput = z.input<typeof configSchema>;
