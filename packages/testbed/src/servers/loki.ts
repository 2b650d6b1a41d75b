import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildGoProgram, type GoProgram } from '../install/go-module.ts';
import { progressOnStderr } from '../install/progress.ts';
import { answers } from './answers.ts';
import type { Place, ServerDefinition } from './definition.ts';
import { localise, relocate } from './localise.ts';
import { goModuleFolder, repositoryFile } from './repository.ts';
import { type RunningServer, type StartServerOptions, startServer } from './start-server.ts';

const program: GoProgram = {
  name: 'loki',
  module: goModuleFolder('loki'),
  package: 'github.com/grafana/loki/v3/cmd/loki',
  linkerFlags: '-X github.com/grafana/loki/v3/pkg/util/build.Version=3.7.8',
};

/** Loki 3.7.8 on config/loki/loki.yml. */
export const loki: ServerDefinition = {
  name: 'loki',
  summary: 'Loki 3.7.8, stores logs',
  kind: 'server',
  needs: [],
  ports: { http: 3100, grpc: 9095 },
  async install(progress) {
    await buildGoProgram(program, progress);
  },
  async start(place) {
    const { ports, folder, launch } = place;
    await launch({
      name: 'loki',
      command: await buildGoProgram(program, progressOnStderr),
      args: [`-config.file=${await writeConfiguration(place)}`, '-target=all', ...overrides],
      cwd: folder,
      logFile: join(folder, 'loki.log'),
      ready: () => isReady(`http://127.0.0.1:${ports.http}`),
    });
  },
};

/** A Loki for a test. */
export async function startLoki(
  options?: StartServerOptions,
): Promise<RunningServer & { readonly url: string }> {
  const server = await startServer(loki, options);
  return Object.assign(server, { url: `http://127.0.0.1:${server.ports.http}` });
}

/** It says ready some moments before its queriers are, and a query that comes in between is lost until it times out. */
async function isReady(url: string): Promise<boolean> {
  const query = new URLSearchParams({ query: '{job="ready"}', since: '1m' });
  return (await answers(`${url}/ready`)) && answers(`${url}/loki/api/v1/query_range?${query}`, 500);
}

async function writeConfiguration({ addresses, folder, ports }: Place): Promise<string> {
  const data = join(folder, 'data');
  await mkdir(data, { recursive: true });
  const text = await readFile(repositoryFile('config/loki/loki.yml'), 'utf8');
  const file = join(folder, 'loki.yml');
  await writeFile(file, onLoopback(relocate(localise(text, addresses), { '/loki': data }), ports));
  return file;
}

/**
 * Sets the ports, and the address that its parts tell each other, in the text itself: Loki derives further settings from
 * them while it reads the file, before flags count.
 */
function onLoopback(text: string, ports: Place['ports']): string {
  return text
    .replace(/^( +instance_addr:).*\n/m, '')
    .replace(/^common:\n/m, 'common:\n  instance_addr: 127.0.0.1\n')
    .replace(/^( +http_listen_port:).*/m, `$1 ${ports.http}`)
    .replace(/^( +grpc_listen_port:).*/m, `$1 ${ports.grpc}`);
}

/** Flags win over the file. Without the last four it waits 15 s for other members of its ring before it says ready. */
const overrides = [
  '-server.http-listen-address=127.0.0.1',
  '-server.grpc-listen-address=127.0.0.1',
  '-reporting.enabled=false',
  '-ingester.min-ready-duration=0s',
  '-ingester.final-sleep=0s',
  '-frontend.scheduler-dns-lookup-period=200ms',
  '-querier.dns-lookup-period=200ms',
];
