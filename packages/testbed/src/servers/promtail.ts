import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildGoProgram, type GoProgram } from '../install/go-module.ts';
import { type Progress, progressOnStderr } from '../install/progress.ts';
import { runProgram } from '../install/run-program.ts';
import { answers } from './answers.ts';
import type { Place, ServerDefinition } from './definition.ts';
import { localise, relocate } from './localise.ts';
import { goModuleFolder, repositoryFile } from './repository.ts';
import { type RunningServer, type StartServerOptions, startServer } from './start-server.ts';

export interface PromtailOptions extends StartServerOptions {
  /** Text of its configuration instead of config/promtail/promtail.yml; localised as well. */
  readonly configuration?: string;
}

const program: GoProgram = {
  name: 'promtail',
  module: goModuleFolder('promtail'),
  package: 'github.com/grafana/loki/v3/clients/cmd/promtail',
};

/** Where the logs of network devices lie in a container → below the folder that servers share. */
const networkDeviceLogs = '/var/log/network-device-logs';

/** Promtail 3.5.0 on config/promtail/promtail.yml. */
export const promtail: ServerDefinition = definition();

/** A Promtail for a test; what it reads lies in `<shared>/network-device-logs`. */
export async function startPromtail(
  options: PromtailOptions = {},
): Promise<RunningServer & { readonly url: string; readonly logFolder: string }> {
  const server = await startServer(definition(options.configuration), options);
  return Object.assign(server, {
    url: `http://127.0.0.1:${server.ports.http}`,
    logFolder: logFolder(options.shared ?? join(server.folder, 'shared')),
  });
}

/** Has Promtail read a configuration. Rejects with what it says about it. */
export async function checkPromtailConfiguration(
  file: string,
  progress: Progress = progressOnStderr,
): Promise<void> {
  await runProgram(await buildGoProgram(program, progress), ['-check-syntax', `-config.file=${file}`]);
}

function definition(configuration?: string): ServerDefinition {
  return {
    name: 'promtail',
    summary: 'Promtail 3.5.0, sends log files to Loki',
    kind: 'server',
    needs: ['loki'],
    ports: { http: 9080 },
    async install(progress) {
      await buildGoProgram(program, progress);
    },
    async start(place) {
      const { ports, folder, launch } = place;
      await launch({
        name: 'promtail',
        command: await buildGoProgram(program, progressOnStderr),
        args: [
          `-config.file=${await writeConfiguration(place, configuration)}`,
          '-server.http-listen-address=127.0.0.1',
          `-server.http-listen-port=${ports.http}`,
          '-server.grpc-listen-address=127.0.0.1',
          '-server.grpc-listen-port=0',
          `-positions.file=${join(folder, 'positions.yaml')}`,
        ],
        cwd: folder,
        logFile: join(folder, 'promtail.log'),
        // Its own /ready stays 500 until some file is there to be read.
        ready: () => answers(`http://127.0.0.1:${ports.http}/metrics`),
      });
    },
  };
}

function logFolder(shared: string): string {
  return join(shared, 'network-device-logs');
}

async function writeConfiguration(
  { addresses, folder, shared }: Place,
  configuration?: string,
): Promise<string> {
  await mkdir(logFolder(shared), { recursive: true });
  const text = configuration ?? (await readFile(repositoryFile('config/promtail/promtail.yml'), 'utf8'));
  const file = join(folder, 'promtail.yml');
  await writeFile(file, relocate(localise(text, addresses), { [networkDeviceLogs]: logFolder(shared) }));
  return file;
}
