import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildCollector } from '../install/collector-builder.ts';
import { type Progress, progressOnStderr } from '../install/progress.ts';
import { runProgram } from '../install/run-program.ts';
import { answers } from './answers.ts';
import type { Place, ServerDefinition } from './definition.ts';
import { localise } from './localise.ts';
import { goModuleFolder, repositoryFile } from './repository.ts';
import { type RunningServer, type StartServerOptions, startServer } from './start-server.ts';

export interface CollectorOptions extends StartServerOptions {
  /** Text of its configuration instead of config/otel/otel-collector.yml; its addresses are localised as well. */
  readonly configuration?: string;
}

const name = 'otel-collector';
/** Its own metrics listener would be one more port; nothing here asks it. */
const withoutOwnMetrics = 'yaml:service::telemetry::metrics::level: none';

/** The OpenTelemetry Collector on config/otel/otel-collector.yml. */
export const otelCollector: ServerDefinition = collector();

/** A Collector for a test. */
export async function startOtelCollector(
  options: CollectorOptions = {},
): Promise<RunningServer & { readonly url: string }> {
  const server = await startServer(collector(options.configuration), options);
  return Object.assign(server, { url: `http://127.0.0.1:${server.ports.http}` });
}

/** Has the Collector read a configuration. Rejects with what it says about it. */
export async function validateCollectorConfiguration(
  file: string,
  progress: Progress = progressOnStderr,
): Promise<void> {
  await runProgram(await install(progress), ['validate', '--config', file]);
}

function collector(configuration?: string): ServerDefinition {
  return {
    name,
    summary: 'OpenTelemetry Collector 0.155.0, takes traces by OTLP',
    kind: 'server',
    needs: [],
    ports: { http: 4318, grpc: 4317, health: 13133 },
    async install(progress) {
      await install(progress);
    },
    async start(place) {
      const { ports, folder, launch } = place;
      const file = await writeConfiguration(place, configuration);
      await launch({
        name,
        command: await install(progressOnStderr),
        args: ['--config', file, '--config', withoutOwnMetrics],
        cwd: folder,
        logFile: join(folder, `${name}.log`),
        ready: () => answers(`http://127.0.0.1:${ports.health}/`),
      });
    },
  };
}

function install(progress: Progress): Promise<string> {
  return buildCollector(name, join(goModuleFolder(name), 'manifest.yaml'), progress);
}

async function writeConfiguration({ addresses, folder }: Place, configuration?: string): Promise<string> {
  const text = configuration ?? (await readFile(repositoryFile('config/otel/otel-collector.yml'), 'utf8'));
  const file = join(folder, `${name}.yml`);
  await writeFile(file, localise(text, addresses));
  return file;
}
