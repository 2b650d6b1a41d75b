import { type DebianProgram, debianCommand, installDebian } from '../install/debian.ts';
import { type Progress, progressOnStderr } from '../install/progress.ts';
import { runProgram } from '../install/run-program.ts';
import { configurationText, debianHttpServer, writeLocalised } from './debian-server.ts';
import type { ServerDefinition } from './definition.ts';
import { type RunningServer, type StartServerOptions, startServer } from './start-server.ts';

export interface HaproxyOptions extends StartServerOptions {
  /** Text of its configuration instead of config/haproxy/haproxy.cfg; localised as well. */
  readonly configuration?: string;
}

const program: DebianProgram = { package: 'haproxy', command: '/usr/sbin/haproxy' };

/** haproxy 2.6 of Debian on config/haproxy/haproxy.cfg: from vmalert to Alertmanager, through the fleet's proxy or past it. */
export const alertmanagerGateway: ServerDefinition = definition();

/** Starts one for a test. */
export async function startHaproxy(
  options: HaproxyOptions = {},
): Promise<RunningServer & { readonly url: string }> {
  const server = await startServer(definition(options.configuration), options);
  return Object.assign(server, { url: `http://127.0.0.1:${server.ports.http}` });
}

/** Has haproxy read a configuration. Rejects with what it says about it. */
export async function checkHaproxyConfiguration(
  file: string,
  progress: Progress = progressOnStderr,
): Promise<void> {
  await installDebian([program], progress);
  await runProgram(debianCommand(program), ['-c', '-f', file]);
}

function definition(configuration?: string): ServerDefinition {
  return debianHttpServer({
    name: 'alertmanager-gateway',
    summary: 'haproxy, hands alerts on whether the fleet is there or not',
    needs: ['alertmanager'],
    program,
    port: 9094,
    ready: '/gateway/healthy',
    args: async (place) => {
      const text = await configurationText('haproxy/haproxy.cfg', configuration);
      return ['-f', await writeLocalised(place, 'haproxy.cfg', text)];
    },
  });
}
