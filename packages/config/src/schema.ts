import { durationSchema, numberSchema, parseDuration, severitySchema, toNumber } from '@aiops/contracts';
import { z } from 'zod';

/** A duration setting, in milliseconds once read. */
const duration = (text: string) =>
  durationSchema.default(text).transform((value) => parseDuration(value) ?? 0);
/** A whole-number setting; environment variables arrive as text. */
const integer = (fallback: number, minimum = 0) =>
  numberSchema.default(fallback).transform(toNumber).pipe(z.number().int().min(minimum));
const decimal = (fallback: number, minimum = 0) =>
  numberSchema.default(fallback).transform(toNumber).pipe(z.number().min(minimum));
const flag = (fallback: boolean) =>
  z
    .union([z.boolean(), z.enum(['true', 'false'])])
    .default(fallback)
    .transform((value) => value === true || value === 'true');
const url = () => z.url({ protocol: /^https?$/ }).optional();

const ingestionSchema = z.strictObject({
  enabled: flag(true),
  interval: duration('30s').describe('How often the pollers ask'),
  backfill: duration('1h').describe('How far back a poller reaches after an outage'),
  victoriametrics_url: url().describe('Base URL of VictoriaMetrics; without one, metrics are not polled'),
  loki_url: url().describe('Base URL of Loki; without one, logs are not polled'),
  tempo_url: url().describe('Base URL of Tempo; without one, traces are not polled'),
  metrics: z
    .strictObject({
      queries: z.record(z.string(), z.string()).default({}).describe('Metric name → PromQL'),
    })
    .prefault({}),
  logs: z
    .strictObject({
      query: z.string().default('{job=~".+"} |~ `(?i)(error|warn|fail|fatal|critical)`').describe('LogQL'),
      limit: integer(1000, 1).describe('Lines per request'),
    })
    .prefault({}),
  traces: z
    .strictObject({
      query: z.string().default('{}').describe('TraceQL'),
      min_duration: duration('0s').describe('Shortest trace that is asked for'),
      limit: integer(100, 1).describe('Traces per request'),
    })
    .prefault({}),
  host: z
    .strictObject({
      enabled: flag(true).describe("Watch this host's own CPU, memory, disk, network and load"),
      interval: duration('5s'),
    })
    .prefault({}),
  otlp: z
    .strictObject({
      enabled: flag(true).describe('Receive OTLP/HTTP'),
      host: z.string().default('127.0.0.1'),
      port: integer(4318),
    })
    .prefault({}),
});

const ruleSchema = z.strictObject({
  name: z.string().min(1),
  enabled: flag(true),
  metric: z.string().optional().describe('Metric name; the seed rules know theirs by name'),
  threshold: decimal(0),
  duration: duration('0s').describe('How long every sample must lie above the threshold, in event time'),
  severity: severitySchema.default('high'),
});
export type RuleConfig = z.infer<typeof ruleSchema>;

const detectionSchema = z.strictObject({
  enabled: flag(true),
  detection_window: duration('300s').describe('Look-back of rules and features that name none of their own'),
  anomaly_threshold: decimal(2).describe('Score from which a series is anomalous'),
  detectors: z
    .array(z.looseObject({ name: z.string().min(1), enabled: flag(true) }))
    .default([
      { name: 'ewma', enabled: true },
      { name: 'zscore', enabled: true },
    ])
    .describe('Detectors and their options'),
  rules: z
    .array(ruleSchema)
    .default([
      {
        name: 'cpu_high',
        enabled: true,
        metric: 'cpu_usage',
        threshold: 90,
        duration: 300_000,
        severity: 'high',
      },
      {
        name: 'memory_high',
        enabled: true,
        metric: 'memory_usage',
        threshold: 95,
        duration: 0,
        severity: 'high',
      },
      {
        name: 'disk_high',
        enabled: true,
        metric: 'disk_usage',
        threshold: 90,
        duration: 0,
        severity: 'high',
      },
    ])
    .describe('Threshold rules'),
  staleness: z
    .strictObject({
      enabled: flag(true),
      factor: decimal(5, 1).describe('A series is stale after this many of its usual intervals …'),
      minimum: duration('120s').describe('… but not before this long'),
      horizon: duration('1h').describe('A series silent for longer than this is forgotten, not stale'),
    })
    .prefault({}),
  logs: z
    .strictObject({
      window: duration('60s').describe('Event-time window in which error lines of an entity are counted'),
      error_lines: integer(3, 1).describe('Error lines in a window that make an anomaly'),
    })
    .prefault({}),
  traces: z
    .strictObject({
      window: duration('60s').describe('Event-time window: failures of a service within one are one anomaly'),
      slow: duration('1s').describe('A server span that takes longer is slow'),
    })
    .prefault({}),
});

const rcaSchema = z.strictObject({
  enabled: flag(true),
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

const insightsSchema = z.strictObject({
  enabled: flag(true),
  runbooks: z
    .strictObject({
      enabled: flag(true),
      auto_execute: flag(false).describe('Must stay false: runbooks are suggested, never run by themselves'),
      directory: z.string().default('runbooks'),
    })
    .prefault({}),
});

const storageSchema = z.strictObject({
  redis: z
    .strictObject({
      host: z.string().optional().describe('Without a host, state is kept in memory'),
      port: integer(6379, 1),
      password: z.string().optional(),
    })
    .prefault({}),
  neo4j: z
    .strictObject({
      uri: z.string().optional().describe('bolt:// or neo4j://; without one, the topology is kept in memory'),
      user: z.string().default('neo4j'),
      password: z.string().optional(),
    })
    .prefault({}),
});

const messagingSchema = z.strictObject({
  kafka: z
    .strictObject({
      bootstrap_servers: z
        .string()
        .optional()
        .describe('host:port, comma separated; without it, an in-memory bus'),
      num_partitions: integer(3, 1).describe('Partitions of each topic when it is created'),
      replication_factor: integer(1, 1).describe('Copies of each topic, at most the number of brokers'),
      topics: z.record(z.string(), z.string()).default({}).describe('Logical topic → name on the broker'),
      client_id: z.string().default('aiops'),
    })
    .prefault({}),
});

/** `config/aiops.yml`: the only source of settings, defaults and their documentation. Durations are milliseconds once read. */
export const configSchema = z.strictObject({
  data_ingestion: ingestionSchema.prefault({}),
  anomaly_detection: detectionSchema.prefault({}),
  root_cause_analysis: rcaSchema.prefault({}),
  insights_action: insightsSchema.prefault({}),
  storage: storageSchema.prefault({}),
  messaging: messagingSchema.prefault({}),
  topology: z
    .strictObject({
      devices: z.string().default('config/topology/devices.yml'),
      discovered: z.string().default('data/topology/topology.json'),
    })
    .prefault({}),
  processing: z
    .strictObject({
      checkpoint_interval: duration('2s').describe('Longest time between two checkpoints'),
      checkpoint_messages: integer(5000, 1).describe('Most messages between two checkpoints'),
      shutdown_grace: duration('10s').describe('Time to drain and commit after SIGTERM'),
    })
    .prefault({}),
  http: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: integer(8090).describe('Health, readiness, metrics and the API'),
    })
    .prefault({}),
  telemetry: z
    .strictObject({
      otlp_endpoint: url().describe('Where our own traces go, for instance http://localhost:4318'),
    })
    .prefault({}),
  logging: z
    .strictObject({
      level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
      format: z.enum(['json', 'pretty']).default('json'),
    })
    .prefault({}),
});
export type Config = z.infer<typeof configSchema>;
/** The file as it may be written: everything optional. */
export type ConfigInput = z.input<typeof configSchema>;
