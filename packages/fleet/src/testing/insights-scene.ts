import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AlertmanagerServer,
  type GrafanaStandIn,
  type KafkaServer,
  type RedisServer,
  startAlertmanager,
  startGrafanaStandIn,
  startKafka,
  startRedis,
} from '@aiops/testbed';
import { type AnswerGate, startAnswerGate } from './answer-gate.ts';

/** What the fleet runs on, and where it tells people of incidents. */
export interface InsightsScene {
  readonly kafka: KafkaServer;
  readonly redis: RedisServer;
  readonly grafana: GrafanaStandIn;
  /** On the fleet's way to Grafana. */
  readonly gate: AnswerGate;
  readonly alertmanager: AlertmanagerServer;
  /** Arguments and environment of a fleet that uses all of them. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** How often each runbook has worked, as its first step puts it down. */
  worked(runbook: RunbookName): Promise<number>;
  stop(): Promise<void>;
}

/** Both have a first step that leaves a line in a file; the second one of `slow` then takes its time. */
export type RunbookName = 'quick' | 'slow';

/** Tokens of people by their names. */
export const people = {
  olga: { role: 'operator', token: 'token-of-olga-the-operator' },
  anna: { role: 'approver', token: 'token-of-anna-the-approver' },
} as const;

/** What a partition that is silent holds back is told so much later. */
const IDLE_TIMEOUT = '10s';
/** Longer than it takes to kill the fleet in the midst of it. */
const SLOW_SECONDS = 30;
const GRAFANA_TOKEN = 'token-of-the-service-account';

/** Starts the servers, and writes settings and two runbooks into a folder of their own. */
export async function startInsightsScene(): Promise<InsightsScene> {
  const folder = await mkdtemp(join(tmpdir(), 'aiops-insights-'));
  const config = join(folder, 'aiops.yml');
  await writeFile(config, JSON.stringify(settings(folder)));
  await writeRunbooks(folder);
  const [kafka, redis, grafana, alertmanager] = await Promise.all([
    startKafka(),
    startRedis(),
    startGrafanaStandIn({ token: GRAFANA_TOKEN }),
    startAlertmanager(),
  ]);
  const gate = await startAnswerGate(grafana.url);
  return {
    kafka,
    redis,
    grafana,
    gate,
    alertmanager,
    args: ['--config', config],
    env: {
      KAFKA_BOOTSTRAP_SERVERS: kafka.bootstrapServers,
      REDIS_HOST: redis.host,
      REDIS_PORT: String(redis.port),
      GRAFANA_URL: gate.url,
      GRAFANA_TOKEN,
      ALERTMANAGER_URL: alertmanager.url,
      ROOT_CAUSE_ALERT_ENABLED: 'true',
    },
    async worked(runbook) {
      const text = await readFile(workFile(folder, runbook), 'utf8').catch(() => '');
      return text.split('\n').filter((line) => line === runbook).length;
    },
    async stop() {
      await gate.close();
      await Promise.all([kafka.stop(), redis.stop(), grafana.close(), alertmanager.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** YAML is a superset of JSON. This host is not measured: it is no part of the scenario. */
function settings(folder: string) {
  return {
    data_ingestion: { host: { enabled: false } },
    root_cause_analysis: { idle_timeout: IDLE_TIMEOUT },
    insights_action: {
      runbooks: {
        directory: join(folder, 'runbooks'),
        audit_file: join(folder, 'audit.jsonl'),
        cooldown: '1s',
      },
      api: {
        tokens: Object.entries(people).map(([name, { role, token }]) => ({
          name,
          role,
          token_sha256: sha256(token),
        })),
        // Tests ask again and again.
        rate_limit: 100_000,
      },
    },
  };
}

async function writeRunbooks(folder: string): Promise<void> {
  const runbooks = join(folder, 'runbooks');
  const script = '#!/bin/sh\necho "$1" >> "$2"\n';
  await mkdir(runbooks);
  await writeFile(join(runbooks, 'put-down.sh'), script);
  await chmod(join(runbooks, 'put-down.sh'), 0o755);
  const pinned = { type: 'script', script: 'put-down.sh', sha256: sha256(script) };
  const wait = {
    name: 'Take time',
    type: 'command',
    argv: ['sleep', String(SLOW_SECONDS)],
    timeout: '5m',
    risk: 'read_only',
  };
  for (const name of ['quick', 'slow'] satisfies RunbookName[]) {
    const work = {
      name: 'Work',
      ...pinned,
      arguments: [name, workFile(folder, name)],
      risk: 'reversible',
    };
    const runbook = {
      name,
      description: 'Leaves a line in a file.',
      version: '1.0.0',
      conditions: { metric_name: 'response_time' },
      target: 'this_host',
      steps: name === 'slow' ? [work, wait] : [work],
    };
    await writeFile(join(runbooks, `${name}.yml`), JSON.stringify(runbook));
  }
}

function workFile(folder: string, runbook: RunbookName): string {
  return join(folder, `${runbook}.txt`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
