import { join } from 'node:path';
import type { Progress } from '../install/progress.ts';
import { reported } from '../install/progress.ts';
import { answers } from './answers.ts';
import type { ServerDefinition } from './definition.ts';
import { untilSlots } from './flink.ts';
import { flinkJars, flinkProcess } from './flink-process.ts';

const install = async (progress: Progress) => {
  await reported(progress, 'flink: fetching with Maven', flinkJars);
};

/** What the task manager is told by the compose file's service name. */
const RPC_PORT = 6123;
const GATEWAY_PORT = 8083;
const TASK_PORT = 6122;

/** Flink's job manager with its web UI. */
export const flinkJobmanager: ServerDefinition = {
  name: 'flink-jobmanager',
  summary: 'Flink 2.2, runs SQL jobs; web UI',
  kind: 'server',
  onRequest: true,
  needs: [],
  ports: { http: 8081, rpc: RPC_PORT },
  install,
  async start({ ports: { http = 8081, rpc = RPC_PORT }, folder, launch }) {
    const place = { folder, restPort: http, rpcPort: rpc, gatewayPort: GATEWAY_PORT, taskPort: TASK_PORT };
    const process = await flinkProcess('jobmanager', place);
    await launch({ ...process, ready: () => answers(`http://127.0.0.1:${http}/overview`) });
  },
};

/** The process in which Flink's jobs run, on the job manager of {@link flinkJobmanager}. */
export const flinkTaskmanager: ServerDefinition = {
  name: 'flink-taskmanager',
  summary: 'Flink 2.2, does the work of its jobs',
  kind: 'server',
  onRequest: true,
  needs: ['flink-jobmanager'],
  ports: { rpc: TASK_PORT },
  scheme: '',
  install,
  async start({ ports: { rpc: taskPort = TASK_PORT }, addresses, folder, launch }) {
    const restPort = portOf(addresses['flink-jobmanager:8081'], 8081);
    const rpcPort = portOf(addresses[`flink-jobmanager:${RPC_PORT}`], RPC_PORT);
    const place = { folder: join(folder, 'cluster'), restPort, rpcPort, taskPort, gatewayPort: GATEWAY_PORT };
    await launch(await flinkProcess('taskmanager', place));
    await untilSlots(`http://127.0.0.1:${restPort}`);
  },
};

/** The gateway that takes SQL over HTTP, plans it and hands it to the job manager of {@link flinkJobmanager}. */
export const flinkSqlGateway: ServerDefinition = {
  name: 'flink-sql-gateway',
  summary: "Flink 2.2's SQL gateway",
  kind: 'server',
  onRequest: true,
  needs: ['flink-jobmanager'],
  ports: { http: GATEWAY_PORT },
  install,
  async start({ ports: { http: gatewayPort = GATEWAY_PORT }, addresses, folder, launch }) {
    const restPort = portOf(addresses['flink-jobmanager:8081'], 8081);
    const rpcPort = portOf(addresses[`flink-jobmanager:${RPC_PORT}`], RPC_PORT);
    const place = { folder: join(folder, 'cluster'), restPort, rpcPort, gatewayPort, taskPort: TASK_PORT };
    const process = await flinkProcess('sql-gateway', place);
    await launch({ ...process, ready: () => answers(`http://127.0.0.1:${gatewayPort}/v1/info`) });
  },
};

function portOf(address: string | undefined, fallback: number): number {
  return Number(address?.split(':').at(-1) ?? fallback);
}
