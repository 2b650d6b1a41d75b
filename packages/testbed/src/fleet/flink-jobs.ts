import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runProgram } from '../install/run-program.ts';
import type { ServerDefinition } from '../servers/definition.ts';
import { localise } from '../servers/localise.ts';
import { repositoryFile } from '../servers/repository.ts';
import { buildServices } from './build-services.ts';
import { stores } from './services.ts';

/** The stream jobs of config/flink on a Flink of this machine: what the service flink-jobs of docker-compose-aiops.yml does. */
export const flinkJobs: ServerDefinition = {
  name: 'flink-jobs',
  summary: 'brings the stream jobs of Flink to what the settings say and ends',
  kind: 'service',
  onRequest: true,
  needs: ['kafka', 'flink-taskmanager', 'flink-sql-gateway'],
  ports: {},
  install: (progress) => buildServices(progress),
  async start({ addresses, folder }) {
    const state = join(folder, 'state');
    await mkdir(state, { recursive: true });
    const at = (address: string) => localise(address, addresses);
    const env = {
      ...stores(at),
      STREAM_PROCESSING_ENGINE: 'flink',
      FLINK_GATEWAY_URL: `http://${at('flink-sql-gateway:8083')}`,
      FLINK_STATE_URL: pathToFileURL(state).href,
    };
    const aiops = [repositoryFile('packages/fleet/dist/main.js')];
    await runProgram(process.execPath, [...aiops, 'topics', 'create'], { cwd: repositoryFile('.'), env });
    await runProgram(process.execPath, [...aiops, 'flink', 'upgrade', '--wait', '180s'], {
      cwd: repositoryFile('.'),
      env,
    });
  },
};
