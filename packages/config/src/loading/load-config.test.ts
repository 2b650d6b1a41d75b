import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoadConfigOptions } from './config-file.ts';
import { InvalidConfig } from './invalid-config.ts';
import { loadConfig } from './load-config.ts';

const testdata = relative(process.cwd(), fileURLToPath(new URL('testdata', import.meta.url)));
const named = (name: string) => join(testdata, `${name}.yml`);
/** A folder without the default file. */
const nowhere = testdata;

function problems(options: LoadConfigOptions): readonly string[] {
  try {
    loadConfig(options);
  } catch (error) {
    if (error instanceof InvalidConfig) return error.problems;
    throw error;
  }
  return [];
}

const defaults = loadConfig({ env: {}, directory: nowhere });

/** What each good file sets. */
const good: Record<string, object> = {
  empty: defaults,
  'only-comments': defaults,
  'empty-section': { ...defaults, logging: { level: 'debug', format: 'json' } },
  seed: defaults,
  'runbook-targets': {
    insights_action: {
      runbooks: {
        targets: [
          { name: 'web-1', kind: 'ssh', host: '192.0.2.7', port: 22, user: 'ops', entities: [] },
          { name: 'shop', kind: 'container', container: 'shop-1', engine: 'podman' },
        ],
        allow_hosts: ['loki:3100', '[::1]:9000', '127.0.0.1'],
      },
    },
  },
  durations: {
    data_ingestion: { interval: 30_000, backfill: 300_000 },
    root_cause_analysis: {
      correlation_window: 300_000,
      correlation_wait: 30_000,
      idle_timeout: 5_400_000,
    },
    processing: { checkpoint_interval: 250 },
  },
  'numbers-as-text': {
    anomaly_detection: { anomaly_threshold: 2.5 },
    messaging: { kafka: { num_partitions: 6 } },
  },
  'seed-rules-by-name': {
    anomaly_detection: {
      rules: [
        {
          name: 'cpu_high',
          enabled: true,
          metric: 'cpu_usage',
          threshold: 90,
          hold: 300_000,
          severity: 'high',
        },
        {
          name: 'disk_high',
          enabled: true,
          metric: 'disk_usage',
          threshold: 80,
          hold: 0,
          severity: 'high',
        },
        {
          name: 'queue_long',
          enabled: true,
          metric: 'queue_length',
          threshold: 100,
          hold: 120_000,
          severity: 'critical',
        },
      ],
    },
  },
  'rule-language': {
    anomaly_detection: {
      rules: [
        {
          name: 'cpu_high',
          metric: 'cpu_usage',
          comparison: 'above',
          threshold: 80,
          hold: 120_000,
          severity: [
            { threshold: 80, severity: 'medium' },
            { threshold: 95, severity: 'critical' },
          ],
        },
        {
          name: 'fans',
          comparison: 'outside',
          threshold: undefined,
          range: [20, 90],
          labels: { chassis: ['1'], fan: ['a', 'b*'] },
          per: ['chassis'],
          hold: 0,
          clear_hold: 60_000,
          summary: 'Look at the fans',
        },
        { name: 'latency_odd', comparison: undefined, min_deviation: 100, min_relative_deviation: 0.5 },
        { name: 'queue_short', comparison: 'below', threshold: 5, clear: 10, hold: 600_000 },
      ],
    },
  },
  api: {
    insights_action: {
      api: {
        enabled: true,
        anonymous: 'none',
        tokens: [
          { name: 'alice', role: 'approver', token_file: 'secrets/alice' },
          {
            name: 'console',
            role: 'viewer',
            token_sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
          },
        ],
        rate_limit: 100,
      },
    },
  },
  mutes: {
    anomaly_detection: {
      mutes: [
        {
          name: 'backup',
          metric: ['disk_iowait', 'network_*'],
          labels: { device_name: ['nas-1'], port: ['1'] },
          every: { days: ['sat', 'sun'], from: 1_350, until: 240, zone: 'Europe/Berlin' },
          reason: 'The weekly backup',
        },
        {
          name: 'all-day',
          entity: ['core-1'],
          every: {
            days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
            from: 0,
            until: 1_440,
            zone: 'UTC',
          },
        },
        {
          name: 'move',
          entity: ['core-1', 'urn:aiops:*:*:east:*'],
          from: Date.UTC(2026, 11, 5, 21),
          until: Date.UTC(2026, 11, 6, 3),
        },
      ],
    },
  },
  notifications: {
    insights_action: {
      notifications: {
        language: 'zh',
        zone: 'Asia/Shanghai',
        max_age: 1_800_000,
        base_url: 'https://aiops.example.org',
        channels: [
          { name: 'hook', kind: 'webhook', url: 'https://example.org/hook', min_severity: 'low', match: {} },
          {
            name: 'network_team',
            min_severity: 'high',
            match: {
              severity: ['high', 'critical'],
              domain: ['lab'],
              entity: ['core-*', 'urn:aiops:*'],
              type: ['switch'],
              metric: ['link_down'],
            },
          },
          { name: 'mail', port: 587, tls: 'none', to: ['ops@example.org'] },
          { name: 'pager', routing_key_file: 'pagerduty.key' },
        ],
        mutes: [
          {
            name: 'backup',
            match: { entity: ['nas-1'] },
            every: { cron: '30 22 * * sat,sun', duration: 21_600_000, zone: 'Europe/Berlin' },
            reason: 'The weekly backup',
          },
          {
            name: 'move',
            match: {},
            from: Date.UTC(2026, 11, 5, 21),
            until: Date.UTC(2026, 11, 6, 3),
          },
        ],
      },
    },
  },
  'detector-options': {
    anomaly_detection: {
      detectors: [
        { name: 'ewma', enabled: true, alpha: 0.2 },
        { name: 'zscore', enabled: false },
      ],
    },
  },
  'renamed-topics': {
    messaging: { kafka: { topics: { 'aiops.metrics': 'prod.metrics', 'aiops.logs': 'prod.logs' } } },
  },
  secured: {
    messaging: {
      kafka: {
        ssl: { enabled: true },
        sasl: { mechanism: 'scram-sha-512', username: 'aiops', password: 'own' },
      },
    },
    storage: {
      redis: { username: 'aiops', password: 'own', tls: { enabled: true } },
      neo4j: { uri: 'neo4j+s://neo4j:7687' },
    },
  },
  alias: { data_ingestion: { interval: 5_000, backfill: 5_000 } },
};

/** What is said about each bad file, after its name. */
const bad: Record<string, string[]> = {
  syntax: [':3:1 deficient indentation'],
  'duplicate-key': [':3:3 duplicated mapping key'],
  'two-documents': [': expected one YAML document, received 2'],
  'not-a-mapping': [':1:1: expected object, received array'],
  'section-is-a-value': [':1:10 storage: expected object, received string'],
  'unknown-key': [':2:3 data_ingestion.intervall: unknown key, did you mean interval?'],
  'unknown-section': [':1:1 anomaly_detecton: unknown key, did you mean anomaly_detection?'],
  'key-of-another-section': [
    ':2:3 anomaly_detection.correlation_window: unknown key, did you mean root_cause_analysis.correlation_window?',
  ],
  'unknown-key-like-nothing': [':2:3 logging.zebra: unknown key'],
  number: [':5:22 anomaly_detection.anomaly_threshold: expected number, received string'],
  duration: [
    ':2:13 data_ingestion.interval: expected a duration such as 30, "30s", "5m" or "300", received "soon"',
  ],
  'whole-number': [':2:27 messaging.kafka.num_partitions: expected a whole number, received 2.5'],
  'zero-partitions': [
    ':3:21 messaging.kafka.num_partitions: expected a whole number of at least 1, received 0',
  ],
  port: [':2:9 http.port: expected a whole number of at most 65535, received 70000'],
  criticality: [':2:24 topology.criticality.async: expected a number from 0 to 1, received 1.5'],
  flag: [':2:12 data_ingestion.enabled: expected true or false, received "yes"'],
  url: [
    ':2:13 data_ingestion.loki_url: expected a URL such as http://localhost:8428, received "localhost:3100"',
  ],
  'empty-value': [
    ':2:3 logging.level: expected trace, debug, info, warn, error, fatal or silent, received null',
  ],
  'log-level': [
    ':2:10 logging.level: expected trace, debug, info, warn, error, fatal or silent, received "verbose"',
  ],
  'bootstrap-servers': [
    ':3:24 messaging.kafka.bootstrap_servers: expected host:port, several separated by commas, received "kafka"',
  ],
  'topic-name': [
    ':3:22 messaging.kafka.topics.metrix: expected a topic: aiops.metrics, aiops.logs, aiops.traces, aiops.events, aiops.anomalies, aiops.rca_results, aiops.actions, aiops.watermarks, aiops.dlq, otlp_spans',
  ],
  'topics-share-a-name': [
    ':3:20 messaging.kafka.topics.logs: expected a name of its own, but it is that of aiops.metrics, received "aiops.metrics"',
  ],
  'rule-without-metric': [
    ':4:7 anomaly_detection.rules.1.metric: expected a metric name, because only cpu_high, memory_high, disk_high imply one',
  ],
  'rule-without-threshold': [
    ':3:7 anomaly_detection.rules.0.threshold: expected a number, because only cpu_high, memory_high, disk_high imply one',
  ],
  'rule-threshold': [':4:18 anomaly_detection.rules.0.threshold: expected number, received string'],
  'rules-share-a-name': [
    ':4:13 anomaly_detection.rules.1.name: expected a name of its own, received "cpu_high"',
  ],
  'rule-clear-of-equal': [
    ':3:69 anomaly_detection.rules.0.clear: expected none, because it needs a threshold and above, below, at_least or at_most, received 80',
  ],
  'rule-clear-side-below': [
    ':3:69 anomaly_detection.rules.0.clear: expected a number of at least the threshold, 10, received 5',
  ],
  'rule-clear-side': [
    ':3:50 anomaly_detection.rules.0.clear: expected a number of at most the threshold, 90, received 95',
  ],
  'rule-comparison': [
    ':3:40 anomaly_detection.rules.0.comparison: expected above, below, at_least, at_most, equal, not_equal, outside, inside, received "over"',
  ],
  'rule-deviation-comparison': [
    ':3:40 anomaly_detection.rules.0.comparison: expected above, below or none, because there is no threshold, received "equal"',
  ],
  'rule-deviation': [':3:57 anomaly_detection.rules.0.min_deviation: expected a number above 0, received 0'],
  'rule-hold-and-duration': [
    ':3:62 anomaly_detection.rules.0.duration: expected hold alone, because duration is its older name, received "1m"',
  ],
  'rule-hold': [
    ':3:48 anomaly_detection.rules.0.hold: expected a duration such as 30, "30s", "5m" or "300", received "soon"',
  ],
  'rule-label-empty': [
    ':3:51 anomaly_detection.rules.0.labels.a: expected at least one value, received array',
  ],
  'rule-label': [
    ':3:51 anomaly_detection.rules.0.labels.a: expected text, or a list of texts, received object',
  ],
  'mute-until-before-from': [
    ':3:51 anomaly_detection.mutes.0.until: expected a later time than from, received "2026-12-05T22:00:00+01:00"',
  ],
  'mute-without-zone': [
    ':3:23 anomaly_detection.mutes.0.from: expected a time with its zone such as 2026-12-05T22:00:00+01:00, received "2026-12-05T22:00"',
    ':3:50 anomaly_detection.mutes.0.until: expected a time with its zone such as 2026-12-05T22:00:00+01:00, received "2026-12-06"',
  ],
  'mute-without-time': [
    ':3:7 anomaly_detection.mutes.0.from: expected a time with its zone such as 2026-12-05T22:00:00+01:00, or every instead',
  ],
  'mute-without-until': [
    ':3:7 anomaly_detection.mutes.0.until: expected a time with its zone such as 2026-12-05T22:00:00+01:00',
  ],
  'mute-two-times': [
    ':3:23 anomaly_detection.mutes.0.from: expected either from and until, or every, received "2026-12-05T22:00Z"',
  ],
  'mute-clock': [
    ':3:31 anomaly_detection.mutes.0.every.from: expected a time of day such as "22:30", received "25:00"',
    ':3:47 anomaly_detection.mutes.0.every.until: expected a time of day such as "22:30", received 2',
  ],
  'mute-no-time': [
    ':3:47 anomaly_detection.mutes.0.every.until: expected another time than from, received "1:00"',
  ],
  'mute-zone': [
    ':3:61 anomaly_detection.mutes.0.every.zone: expected a time zone such as Europe/Berlin or UTC, received "Europe/Berlni"',
  ],
  'mute-day': [
    ':3:32 anomaly_detection.mutes.0.every.days.0: expected mon, tue, wed, thu, fri, sat, sun, received "sunday"',
  ],
  'notification-channel-kind': [
    ':4:25 insights_action.notifications.channels.0.kind: expected webhook, slack, email, pagerduty, dingtalk, feishu, wecom, received "pigeon"',
  ],
  'notification-channel-match': [':4:53 insights_action.notifications.channels.0.match.device: unknown key'],
  'notification-channel-name': [
    ':4:16 insights_action.notifications.channels.0.name: expected a name of small letters, digits and _, at most 40, received "My Channel"',
  ],
  'notification-channel-of-another-kind': [
    ':4:58 insights_action.notifications.channels.0.secret_file: expected not to be set, because a channel of kind wecom has none, received "k"',
  ],
  'notification-channel-secret-url': [
    ':4:42 insights_action.notifications.channels.0.url_file: expected the address in this file and not in url, because it is a secret, received "f"',
  ],
  'notification-channel-severity': [
    ':4:59 insights_action.notifications.channels.0.min_severity: expected low, medium, high, critical, received "urgent"',
  ],
  'notification-channel-two-urls': [
    ':4:52 insights_action.notifications.channels.0.url: expected either url or url_file, received "https://example.org"',
  ],
  'notification-channel-without-file': [
    ':4:9 insights_action.notifications.channels.0.url_file: expected to be set, because a channel of kind slack needs it',
  ],
  'notification-channels-share-a-name': [
    ':5:16 insights_action.notifications.channels.1.name: expected a name of its own, received "a"',
  ],
  'notification-language': [':3:15 insights_action.notifications.language: expected en or zh, received "de"'],
  'notification-mail-address': [
    ':4:71 insights_action.notifications.channels.0.to.0: expected an e-mail address such as aiops@example.org, received "Ops <ops@example.org>"',
  ],
  'notification-mail-login': [
    ':4:99 insights_action.notifications.channels.0.username: expected username and password_file together, or none of them, received "u"',
  ],
  'notification-mail-password-in-the-clear': [
    ':4:46 insights_action.notifications.channels.0.tls: expected starttls or implicit, because a password is sent, received "none"',
  ],
  'notification-mute-cron': [
    ':4:33 insights_action.notifications.mutes.0.every.cron: expected five fields (minute, hour, day of month, month, day of week) such as "0 22 * * sat", received "61 2 * * *"',
  ],
  'notification-mute-duration': [
    ':4:56 insights_action.notifications.mutes.0.every.duration: expected a duration from 1m to 31d, received "60d"',
  ],
  'notification-mute-two-times': [
    ':4:26 insights_action.notifications.mutes.0.until: expected either from and until, or every, received "2026-12-05T22:00Z"',
  ],
  'notification-mute-without-duration': [
    ':4:19 insights_action.notifications.mutes.0.every.duration: expected a duration from 1m to 31d',
  ],
  'notification-mute-without-time': [
    ':4:9 insights_action.notifications.mutes.0.from: expected a time with its zone such as 2026-12-05T22:00:00+01:00, or every instead',
  ],
  'notification-unknown-key': [
    ':3:5 insights_action.notifications.channel: unknown key, did you mean channels?',
  ],
  'notification-zone': [
    ':3:11 insights_action.notifications.zone: expected a time zone such as Europe/Berlin or UTC, received "Mars/Base"',
  ],
  'mutes-share-a-name': [':4:14 anomaly_detection.mutes.1.name: expected a name of its own, received "m"'],
  'rule-levels-and-threshold': [
    ':3:39 anomaly_detection.rules.0.threshold: expected none, because the mildest level of severity names it, received 90',
  ],
  'rule-levels-empty': [
    ':3:24 anomaly_detection.rules.0.severity: expected at least one level, received array',
  ],
  'rule-levels-of-equal': [
    ':3:47 anomaly_detection.rules.0.severity: expected one severity, because levels need above, below, at_least or at_most, received array',
  ],
  'rule-levels-order': [
    ':3:72 anomaly_detection.rules.0.severity.1: expected a higher threshold and a worse severity than in the level before it, received object',
  ],
  'rule-per': [':3:47 anomaly_detection.rules.0.per: expected array, received string'],
  'rule-range-and-threshold': [
    ':3:74 anomaly_detection.rules.0.threshold: expected either a threshold or a range, received 1',
  ],
  'rule-range-order': [
    ':3:48 anomaly_detection.rules.0.range: expected the lower edge first, received array',
  ],
  'rule-range-shape': [
    ':3:55 anomaly_detection.rules.0.range: expected a range such as [10, 20], received 5',
  ],
  'rule-range-without-comparison': [
    ':3:7 anomaly_detection.rules.0.comparison: expected inside or outside, because a range is given',
  ],
  'rule-range-without-edges': [
    ':3:7 anomaly_detection.rules.0.range: expected a range such as [10, 20], because the comparison is outside',
  ],
  'rule-severity': [
    ':3:52 anomaly_detection.rules.0.severity: expected low, medium, high, critical, or a list of levels such as {threshold: 90, severity: high}, received "urgent"',
  ],
  'rule-test-expect': [
    ':3:82 anomaly_detection.rules.0.tests.0.expect: expected fires, pending or quiet, received "burns"',
  ],
  'rule-test-expected': [
    ':3:54 anomaly_detection.rules.0.tests.0.expected: expected a number, because the rule measures the deviation from it',
  ],
  'rule-test-many-samples': [
    ':3:69 anomaly_detection.rules.0.tests.0.samples: expected at most 10000 samples, but these are 10001, received "95x10001"',
  ],
  'rule-test-order': [
    ':3:80 anomaly_detection.rules.0.tests.0.samples.1: expected a later time than that of the sample before it, received array',
  ],
  'rule-test-quiet-time': [
    ':3:93 anomaly_detection.rules.0.tests.0.at: expected no time, because nothing is to happen, received 0',
  ],
  'rule-test-samples': [
    ':3:69 anomaly_detection.rules.0.tests.0.samples: expected values such as 95 or 95x10, but "95y10" is none, received "95y10"',
  ],
  'rule-test-severity': [
    ':3:101 anomaly_detection.rules.0.tests.0.severity: expected no severity, because the rule is not to fire, received "high"',
  ],
  'rule-test-time': [
    ':3:71 anomaly_detection.rules.0.tests.0.samples.0.0: expected a time such as 5m from the beginning, or a stamp, received "soon"',
  ],
  'rule-test-unknown-key': [
    ':3:74 anomaly_detection.rules.0.tests.0.expects: unknown key, did you mean expect?',
  ],
  'rule-unknown-key': [':3:42 anomaly_detection.rules.0.treshold: unknown key, did you mean threshold?'],
  'auto-risk': [
    ':3:16 insights_action.runbooks.auto_risk: expected read_only or reversible, because what destroys never runs by itself, received "destructive"',
  ],
  'runbook-target': [
    ':4:16 insights_action.runbooks.targets.0.name: expected a name of its own: entity means something else in runbooks, received "entity"',
    ':5:9 insights_action.runbooks.targets.1.host: expected one, because the kind is ssh',
    ':5:41 insights_action.runbooks.targets.1.container: expected none, because the kind is ssh and not container, received "b"',
    ':6:9 insights_action.runbooks.targets.2.token_file: expected one, because the kind is agent',
    ':7:36 insights_action.runbooks.targets.3.host: expected a name of letters, digits and . _ : -, received "-oProxyCommand=x"',
  ],
  'runbook-target-twice': [
    ':5:52 insights_action.runbooks.targets.1.entities: expected names that lead to one target, but web-1 leads to targets 0 and 1, received array',
    ':6:16 insights_action.runbooks.targets.2.name: expected names that lead to one target, but b leads to targets 1 and 2, received "b"',
  ],
  'runbook-allowed-host': [
    ':3:30 insights_action.runbooks.allow_hosts.1: expected a host, or host:port such as loki:3100, received "http://loki:3100"',
    ':3:50 insights_action.runbooks.allow_hosts.2: expected a host, or host:port such as loki:3100, received "*"',
  ],
  'flink-without-broker': [
    ':1:30 stream_processing.engine: expected embedded, because Flink reads from Kafka and no broker is set: set KAFKA_BOOTSTRAP_SERVERS',
  ],
  'neo4j-without-password': [
    'environment NEO4J_PASSWORD: expected a password, because a Neo4j URI is set: set NEO4J_PASSWORD or NEO4J_PASSWORD_FILE',
  ],
  'neo4j-uri': [
    ':3:10 storage.neo4j.uri: expected a URI such as bolt://localhost:7687, received "http://(redacted)@localhost:7687"',
  ],
  'sasl-without-mechanism': [
    'environment KAFKA_SASL_MECHANISM: expected plain, scram-sha-256, scram-sha-512, because a login is given: set KAFKA_SASL_MECHANISM',
    'environment KAFKA_SASL_PASSWORD: expected the password of the Kafka user: set KAFKA_SASL_PASSWORD or KAFKA_SASL_PASSWORD_FILE',
  ],
  'sasl-mechanism': [
    ':3:24 messaging.kafka.sasl.mechanism: expected plain, scram-sha-256, scram-sha-512, received "kerberos"',
  ],
  'sasl-without-login': [
    'environment KAFKA_SASL_USERNAME: expected the user who logs in to Kafka: set KAFKA_SASL_USERNAME',
    'environment KAFKA_SASL_PASSWORD: expected the password of the Kafka user: set KAFKA_SASL_PASSWORD or KAFKA_SASL_PASSWORD_FILE',
  ],
  'certificate-without-key': [
    ':3:45 messaging.kafka.ssl.certificate_file: expected a certificate (PEM), but package.json holds none',
    'environment KAFKA_SSL_KEY_FILE: expected the key of the certificate: set KAFKA_SSL_KEY_FILE',
  ],
  'certificates-without-tls': [
    ':1:39 messaging.kafka.ssl.ca_file: expected a readable file, but nowhere/ca.pem cannot be read (ENOENT)',
    ':2:37 storage.redis.tls.ca_file: expected a readable file, but nowhere/ca.pem cannot be read (ENOENT)',
    'environment KAFKA_SSL_ENABLED: expected true, because certificates are given: set KAFKA_SSL_ENABLED=true',
    'environment REDIS_TLS_ENABLED: expected true, because a CA file is given: set REDIS_TLS_ENABLED=true',
  ],
  'redis-user-without-password': [
    'environment REDIS_PASSWORD: expected a password, because a user is set: set REDIS_PASSWORD or REDIS_PASSWORD_FILE',
  ],
  'neo4j-ca-without-tls': [
    ':3:10 storage.neo4j.uri: expected a URI with +s such as bolt+s://localhost:7687, because a CA file is given, received "bolt://neo4j:7687"',
    ':5:14 storage.neo4j.ca_file: expected a readable file, but nowhere/ca.pem cannot be read (ENOENT)',
  ],
  'grafana-token-without-url': [
    'environment GRAFANA_URL: expected a URL, because a token or a password is given: set GRAFANA_URL',
  ],
  'grafana-ca-without-tls': [
    ':3:10 insights_action.grafana.url: expected a URL with https such as https://grafana:3000, because a CA file is given, received "http://grafana:3000"',
    ':4:14 insights_action.grafana.ca_file: expected a readable file, but nowhere/ca.pem cannot be read (ENOENT)',
  ],
  'api-admin-token': [
    ':3:18 insights_action.api.admin_token: expected at least 20 letters, digits and signs without blanks, for instance of openssl rand -hex 24',
  ],
  'api-role': [
    ':3:35 insights_action.api.tokens.0.role: expected viewer, operator, approver or admin, received "root"',
  ],
  'api-token-digest': [
    ':3:57 insights_action.api.tokens.0.token_sha256: expected 64 hex digits in small letters, as sha256sum prints them; the text received is not shown, because it may be the token itself',
  ],
  'api-token-without-secret': [
    ':3:14 insights_action.api.tokens.0: expected either token_file or token_sha256, received object',
  ],
  'api-tokens-share-a-name': [
    ':5:17 insights_action.api.tokens.1.name: expected a name of its own, received "alice"',
  ],
  'tls-verification': [':3:27 messaging.kafka.ssl.reject_unauthorized: unknown key'],
  'secret-is-no-text': [':3:15 storage.neo4j.password: expected string, received number'],
  many: [
    ':2:13 data_ingestion.interval: expected a duration such as 30, "30s", "5m" or "300", received "soon"',
    ':7:21 messaging.kafka.num_partitions: expected a whole number of at least 1, received 0',
    ':4:3 logging.levle: unknown key, did you mean level?',
  ],
};

test('every file of the test data is used', () => {
  const expected = [
    ...Object.keys(good).map((name) => `good.${name}.yml`),
    ...Object.keys(bad).map((name) => `bad.${name}.yml`),
  ];
  expect(readdirSync(testdata).sort()).toEqual(expected.sort());
});

test.each(Object.entries(good))('a good file: %s', (name, expected) => {
  expect(loadConfig({ file: named(`good.${name}`), env: {} })).toMatchObject(expected);
});

test.each(Object.entries(bad))('a bad file: %s', (name, expected) => {
  const file = named(`bad.${name}`);
  const lines = expected.map((line) => (line.startsWith(':') ? file + line : line));
  expect([...problems({ file, env: {} })].sort()).toEqual(lines.sort());
});

describe('a file', () => {
  test('that is named and missing is an error', () => {
    expect(problems({ file: 'config/nothing.yml', env: {} })).toEqual([
      'config/nothing.yml: expected a readable file (ENOENT)',
    ]);
  });

  test('that is a folder is an error', () => {
    expect(problems({ file: testdata, env: {} })).toEqual([`${testdata}: expected a readable file (EISDIR)`]);
  });

  test('that AIOPS_CONFIG names is read, and is an error when it is missing', () => {
    expect(() => loadConfig({ env: { AIOPS_CONFIG: '/nowhere/aiops.yml' } })).toThrow('/nowhere/aiops.yml');
  });

  test('that is not named and missing means the defaults', () => {
    expect(defaults.anomaly_detection.anomaly_threshold).toBe(2);
  });

  test('that comes with the fleet changes nothing', () => {
    const root = fileURLToPath(new URL('../../../..', import.meta.url));
    expect(loadConfig({ file: join(root, 'config/aiops.yml'), env: {} })).toEqual(defaults);
  });

  test('that cannot be parsed is reported together with an environment that cannot be read', () => {
    const env = { NEO4J_PASSWORD: 'a', NEO4J_PASSWORD_FILE: 'b' };
    expect(problems({ file: named('bad.syntax'), env })).toHaveLength(2);
  });
});

describe('the environment', () => {
  const load = (env: Record<string, string>, file = 'good.seed') => loadConfig({ file: named(file), env });
  const problemsOf = (env: Record<string, string>, file = 'good.seed') =>
    problems({ file: named(file), env });

  test('overrides the file, with numbers, durations and servers as text', () => {
    const config = load({
      DETECTION_WINDOW: '600',
      ANOMALY_THRESHOLD: '3.0',
      INGESTION_INTERVAL: '60s',
      CORRELATION_WINDOW: '5m',
      MAX_GRAPH_DEPTH: '3',
      KAFKA_BOOTSTRAP_SERVERS: 'kafka:9092, [::1]:9092',
      KAFKA_NUM_PARTITIONS: '6',
      KAFKA_REPLICATION_FACTOR: '2',
      REDIS_HOST: 'redis',
      REDIS_PORT: '6380',
      TEMPO_URL: 'http://tempo:3200',
      LOG_LEVEL: 'debug',
    });
    expect(config).toMatchObject({
      data_ingestion: { interval: 60_000, tempo_url: 'http://tempo:3200' },
      anomaly_detection: { detection_window: 600_000, anomaly_threshold: 3 },
      root_cause_analysis: { correlation_window: 300_000, max_graph_depth: 3 },
      messaging: {
        kafka: { bootstrap_servers: 'kafka:9092,[::1]:9092', num_partitions: 6, replication_factor: 2 },
      },
      storage: { redis: { host: 'redis', port: 6380 } },
      logging: { level: 'debug' },
    });
  });

  test('mends a bad value of the file', () => {
    expect(load({ ANOMALY_THRESHOLD: '4' }, 'bad.number').anomaly_detection.anomaly_threshold).toBe(4);
  });

  test('is not set where it is empty', () => {
    expect(load({ KAFKA_NUM_PARTITIONS: '', NEO4J_PASSWORD: '', NEO4J_PASSWORD_FILE: '' })).toEqual(defaults);
  });

  test('is named in its own problems, all of them at once', () => {
    expect(
      problemsOf({ KAFKA_NUM_PARTITIONS: 'x', LOG_FORMAT: 'xml', DETECTION_WINDOW: 'long' }, 'bad.port'),
    ).toEqual([
      'environment DETECTION_WINDOW: expected a duration such as 30, "30s", "5m" or "300", received "long"',
      'environment KAFKA_NUM_PARTITIONS: expected number, received "x"',
      `${named('bad.port')}:2:9 http.port: expected a whole number of at most 65535, received 70000`,
      'environment LOG_FORMAT: expected json or pretty, received "xml"',
    ]);
  });

  test('leaves a section that the file has wrong to the problem it is', () => {
    expect(problemsOf({ REDIS_HOST: 'redis' }, 'bad.section-is-a-value')).toEqual([
      `${named('bad.section-is-a-value')}:1:10 storage: expected object, received string`,
    ]);
  });
});

describe('a secret', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'secrets-'));
    writeFileSync(join(folder, 'password'), 'hunter2\n');
    writeFileSync(join(folder, 'spaces'), ' two lines \n\n');
    writeFileSync(join(folder, 'empty'), '\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const uri = { NEO4J_URI: 'bolt://neo4j:7687' };
  const run = (env: Record<string, string>) => ({ env, directory: nowhere });

  test('comes from the file that NAME_FILE names, without the one newline at its end', () => {
    const env = {
      ...uri,
      NEO4J_PASSWORD_FILE: join(folder, 'password'),
      REDIS_PASSWORD_FILE: join(folder, 'spaces'),
    };
    const { storage } = loadConfig(run(env));
    expect(storage.neo4j.password).toBe('hunter2');
    expect(storage.redis.password).toBe(' two lines \n');
  });

  test('is an error when both NAME and NAME_FILE are set, and the error shows neither', () => {
    const env = { ...uri, NEO4J_PASSWORD: 'hunter2', NEO4J_PASSWORD_FILE: join(folder, 'password') };
    expect(problems(run(env))).toEqual([
      'environment NEO4J_PASSWORD: expected either NEO4J_PASSWORD or NEO4J_PASSWORD_FILE, received both',
    ]);
  });

  test('whose file cannot be read is one error that names the file', () => {
    const path = join(folder, 'nothing');
    expect(problems(run({ ...uri, NEO4J_PASSWORD_FILE: path }))).toEqual([
      `environment NEO4J_PASSWORD_FILE: expected a readable file, but ${path} cannot be read (ENOENT)`,
    ]);
  });

  test('whose file is empty is an error', () => {
    const path = join(folder, 'empty');
    expect(problems(run({ ...uri, NEO4J_PASSWORD_FILE: path }))).toEqual([
      `environment NEO4J_PASSWORD_FILE: expected a secret in ${path}, but the file is empty`,
    ]);
  });

  test('that is missing is an error where a server needs one', () => {
    expect(problems(run(uri))).toEqual([
      'environment NEO4J_PASSWORD: expected a password, because a Neo4j URI is set: set NEO4J_PASSWORD or NEO4J_PASSWORD_FILE',
    ]);
    expect(problems(run({ REDIS_HOST: 'redis' }))).toEqual([]);
  });

  test('is never read from a file for a setting that is none', () => {
    expect(loadConfig(run({ REDIS_HOST_FILE: join(folder, 'password') })).storage.redis.host).toBeUndefined();
  });

  test('that the documentation prints is refused in production, wherever it comes from', () => {
    const env = { ...uri, NEO4J_PASSWORD: 'password123' };
    expect(problems(run(env))).toEqual([]);
    expect(problems(run({ ...env, AIOPS_ENV: 'production' }))).toEqual([
      'environment NEO4J_PASSWORD: expected a password of your own, because AIOPS_ENV is production and this is the documented one',
    ]);
    expect(problems(run({ ...uri, NEO4J_PASSWORD: 'hunter2', AIOPS_ENV: 'production' }))).toEqual([]);
    const grafana = { GRAFANA_URL: 'http://grafana:3000', GRAFANA_PASSWORD: 'admin' };
    expect(problems(run(grafana))).toEqual([]);
    expect(problems(run({ ...grafana, AIOPS_ENV: 'production' }))).toEqual([
      'environment GRAFANA_PASSWORD: expected a password of your own, because AIOPS_ENV is production and this is the documented one; with the compose files set GRAFANA_ADMIN_PASSWORD, otherwise GRAFANA_PASSWORD',
    ]);
  });

  test('that goes to Kafka in the clear is refused in production', () => {
    const env = {
      KAFKA_SASL_MECHANISM: 'PLAIN',
      KAFKA_SASL_USERNAME: 'aiops',
      KAFKA_SASL_PASSWORD: 'hunter2',
      AIOPS_ENV: 'production',
    };
    expect(problems(run(env))).toEqual([
      'environment KAFKA_SASL_MECHANISM: expected a SCRAM mechanism or TLS (KAFKA_SSL_ENABLED=true), because AIOPS_ENV is production and plain sends the password as it is',
    ]);
    expect(problems(run({ ...env, KAFKA_SSL_ENABLED: 'true' }))).toEqual([]);
    expect(problems(run({ ...env, KAFKA_SASL_MECHANISM: 'scram-sha-256' }))).toEqual([]);
    expect(problems(run({ ...env, AIOPS_ENV: '' }))).toEqual([]);
  });

  test('that goes to a Neo4j whose certificate nobody checks is refused in production', () => {
    const env = { NEO4J_URI: 'bolt+ssc://neo4j:7687', NEO4J_PASSWORD: 'hunter2' };
    expect(problems(run(env))).toEqual([]);
    expect(problems(run({ ...env, AIOPS_ENV: 'production' }))).toEqual([
      'environment NEO4J_URI: expected +s instead of +ssc, because AIOPS_ENV is production and +ssc accepts any certificate',
    ]);
  });
});

test('an API that lets anybody read is refused in production', () => {
  const folder = mkdtempSync(join(tmpdir(), 'api-'));
  const file = join(folder, 'aiops.yml');
  writeFileSync(file, 'insights_action: { api: { anonymous: viewer } }\n');
  expect(problems({ file, env: {} })).toEqual([]);
  expect(problems({ file, env: { AIOPS_ENV: 'production' } })).toEqual([
    `${file}:1:38 insights_action.api.anonymous: expected none, because AIOPS_ENV is production and viewer lets anybody read incidents`,
  ]);
  rmSync(folder, { recursive: true });
});

describe('a certificate or key file', () => {
  const withFiles = (text: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'pem-'));
    const file = join(folder, 'file.pem');
    writeFileSync(file, text);
    return file;
  };
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });

  test('that holds something else is refused by its name before anything connects', () => {
    const [key, other] = [withFiles(privateKey), withFiles('no pem')];
    const env = {
      KAFKA_SSL_ENABLED: 'true',
      KAFKA_SSL_CA_FILE: key,
      KAFKA_SSL_CERTIFICATE_FILE: other,
      KAFKA_SSL_KEY_FILE: key,
    };
    expect(problems({ env, directory: nowhere })).toEqual([
      `environment KAFKA_SSL_CA_FILE: expected a certificate (PEM), but ${key} holds none`,
      `environment KAFKA_SSL_CERTIFICATE_FILE: expected a certificate (PEM), but ${other} holds none`,
    ]);
    expect(problems({ env: { ...env, KAFKA_SSL_KEY_FILE: other }, directory: nowhere })).toContain(
      `environment KAFKA_SSL_KEY_FILE: expected a key (PEM, without a passphrase), but ${other} holds none`,
    );
  });
});
