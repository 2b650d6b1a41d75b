import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Config, describeConfig } from '@aiops/config';
import {
  configSource,
  createCrash,
  createLogger,
  Lifecycle,
  openContext,
  runUntilSignal,
  VERSION,
} from '@aiops/runtime';
import { DEFAULT_URL } from '../api/api-client.ts';
import { type Fleet, startFleet } from '../fleet.ts';
import { type Command, UsageError } from './command.ts';
import { createIncidentPrinter } from './incident-printer.ts';
import { runCommand } from './run-command.ts';

/** So long the simulated outage can be looked at before it is repaired. */
const REPAIR_AFTER_MS = 5 * 60_000;

const help = `Usage: aiops up [--no-demo] [--no-repair] [--config FILE]

Runs the six services in one process. Without further settings everything is kept in memory; with
KAFKA_BOOTSTRAP_SERVERS, REDIS_HOST and NEO4J_URI (NEO4J_PASSWORD) the same services run on those servers.

  --no-demo       do not play the built-in, simulated scenario
  --no-repair     the simulated outage is not repaired after five minutes; nothing more is simulated once it was played
  --config FILE   settings (config/aiops.yml unless given)

PORT (5001) is hello-app's port, OTLP_PORT (4318) the OTLP/HTTP receiver's, HTTP_PORT (8090) that of health, metrics and
API. Every setting: docs/configuration.md
`;

/** `aiops up`: what \`npm start\` runs. */
export const up: Command = {
  help,
  run: (args) => runCommand(help, args, () => run(args)),
};

async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      demo: { type: 'boolean', default: true },
      repair: { type: 'boolean', default: true },
      config: { type: 'string' },
    },
    allowNegative: true,
  });
  // For people at a terminal only what needs attention is logged, unless they ask for more.
  const env = { LOG_LEVEL: 'warn', LOG_FORMAT: 'pretty', ...process.env };
  const source = configSource({ env, ...(values.config === undefined ? {} : { file: values.config }) });
  const { initial: config } = source;
  const hello = { host: config.http.host, port: portOf(process.env.PORT) };
  say(`aiops ${VERSION}, ${profileOf(config)}`);
  const logger = createLogger({ service: 'aiops', ...config.logging });
  logger.info({ settings: describeConfig(config) }, 'Effective settings.');
  const lifecycle = new Lifecycle(logger);
  const { crashed, crash } = createCrash();
  const progress = createProgress();
  const code = await runUntilSignal({
    logger,
    grace: config.processing.shutdown_grace,
    start: async () => {
      const context = await openContext('aiops', config, logger, lifecycle, crash);
      const fleet = await startFleet(
        { ...context, configSource: source },
        {
          lifecycle,
          hello,
          demo: values.demo,
          repair: values.repair ? sleep(REPAIR_AFTER_MS, undefined, { ref: false }) : undefined,
          onStarted: (line) => say(`  ✓ ${line}`),
          onProgress: progress,
          onReport: createIncidentPrinter((text) => void process.stdout.write(text)),
        },
      );
      say(whatToTry(fleet, values.demo, oneTimeToken(fleet, config)));
    },
    stop: () => lifecycle.stop(),
    crashed,
  });
  if (code === 0) say('Stopped.');
  return code;
}

function portOf(text: string | undefined): number {
  const port = Number(text ?? 5001);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(`environment PORT: expected a port number, received "${text}"`);
  }
  return port;
}

function profileOf({ messaging, storage }: Config): string {
  const parts = [
    messaging.kafka.bootstrap_servers === undefined
      ? 'bus in memory'
      : `Kafka ${messaging.kafka.bootstrap_servers}`,
    storage.redis.host === undefined
      ? 'state in memory'
      : `Redis ${storage.redis.host}:${storage.redis.port}`,
    storage.neo4j.uri === undefined ? 'topology in memory' : `Neo4j ${storage.neo4j.uri}`,
  ];
  return parts.join(', ');
}

/** Progress goes to standard error: at a terminal as a line that is rewritten, elsewhere as a few lines. */
function createProgress(): (share: number) => void {
  let told = -1;
  return (share) => {
    const percent = Math.floor(share * 100);
    const step = process.stderr.isTTY ? percent : percent - (percent % 25);
    if (step === told) return;
    told = step;
    const done = Math.round(share * 30);
    const line = `Playing the simulated scenario [${'█'.repeat(done)}${'░'.repeat(30 - done)}] ${step} %`;
    if (!process.stderr.isTTY) say(line);
    else process.stderr.write(`\r${line}${share >= 1 ? '\n' : ''}`);
  };
}

/** Who starts the fleet at a terminal may do everything until it ends; where tokens are set, or in production, those count alone. */
function oneTimeToken(fleet: Fleet, { insights_action: { api } }: Config): string | undefined {
  const hasTokens = api.tokens.length > 0 || api.admin_token !== undefined;
  if (!api.enabled || hasTokens || process.env.AIOPS_ENV === 'production') return undefined;
  const token = randomBytes(24).toString('base64url');
  fleet.addToken({ name: 'npm start', role: 'admin' }, token);
  return token;
}

function whatToTry(fleet: Fleet, demo: boolean, token: string | undefined): string {
  const event = '{"timestamp":"2026-01-27T12:00:00","event_type":"deployment","summary":"release 42"}';
  const elsewhere = fleet.apiUrl === DEFAULT_URL ? '' : `AIOPS_URL=${fleet.apiUrl} `;
  return `
Watching this host and hello-app${demo ? '; a simulated outage is being played and will be explained in a moment' : ''}.
The incident page, in a browser: ${fleet.apiUrl}/ui/${token === undefined ? '' : `   (reading needs no login; to act, log in with ${token})`}
Try, in another terminal:
  curl ${fleet.helloUrl}/                       one trace with the span index-request
  curl ${fleet.helloUrl}/slow?ms=1500           a slow request
  curl ${fleet.helloUrl}/error                  a failing one; a few of them become anomalies
  curl -H 'content-type: application/json' -d '${event}' ${fleet.apiUrl}/v1/events
  curl ${fleet.apiUrl}/metrics                  what the services count
  ${elsewhere}npm run aiops -- incidents list                 incidents, runbooks and their runs: docs/api.md, docs/runbooks.md${
    token === undefined
      ? ''
      : `
  ${elsewhere}AIOPS_TOKEN=${token} npm run aiops -- runbook --help   what may run something, until this stops`
  }
Stop with Ctrl-C.${demo ? ' Without the simulation: npm start -- --no-demo' : ''}
`;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
