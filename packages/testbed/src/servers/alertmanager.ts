import { join } from 'node:path';
import { type DebianProgram, debianCommand, installDebian } from '../install/debian.ts';
import { type Progress, progressOnStderr } from '../install/progress.ts';
import { runProgram } from '../install/run-program.ts';
import { configurationText, debianHttpServer, writeLocalised } from './debian-server.ts';
import type { ServerDefinition } from './definition.ts';
import { type RunningServer, type StartServerOptions, startServer } from './start-server.ts';

export interface AlertmanagerOptions extends StartServerOptions {
  /** Text of its configuration instead of config/alertmanager/alertmanager.yml; localised as well. */
  readonly configuration?: string;
}

/** An alert as `GET /api/v2/alerts` gives it, as far as tests look at it. */
export interface ListedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly status: { readonly state: string };
  readonly receivers: readonly { readonly name: string }[];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly fingerprint: string;
}

/** An Alertmanager for a test. */
export interface AlertmanagerServer extends RunningServer {
  readonly url: string;
  /** The alerts that it holds now. */
  alerts(): Promise<ListedAlert[]>;
}

const program: DebianProgram = { package: 'prometheus-alertmanager', command: 'prometheus-alertmanager' };
const amtool: DebianProgram = { package: 'prometheus-alertmanager', command: 'amtool' };

/** Alertmanager 0.25 of Debian on config/alertmanager/alertmanager.yml. */
export const alertmanager: ServerDefinition = definition();

/** Starts one for a test. */
export async function startAlertmanager(options: AlertmanagerOptions = {}): Promise<AlertmanagerServer> {
  const server = await startServer(definition(options.configuration), options);
  const url = `http://127.0.0.1:${server.ports.http}`;
  const alerts = async () => (await (await fetch(`${url}/api/v2/alerts`)).json()) as ListedAlert[];
  return Object.assign(server, { url, alerts });
}

/** Has amtool read a configuration. Rejects with what it says about it. */
export async function checkAlertmanagerConfiguration(
  file: string,
  progress: Progress = progressOnStderr,
): Promise<void> {
  await installDebian([amtool], progress);
  await runProgram(debianCommand(amtool), ['check-config', file]);
}

function definition(configuration?: string): ServerDefinition {
  return debianHttpServer({
    name: 'alertmanager',
    summary: 'Alertmanager, routes alerts',
    program,
    tools: [amtool],
    port: 9093,
    ready: '/-/ready',
    args: async (place, http) => {
      const text = await configurationText('alertmanager/alertmanager.yml', configuration);
      return [
        `--config.file=${await writeLocalised(place, 'alertmanager.yml', text)}`,
        `--storage.path=${join(place.folder, 'data')}`,
        `--web.listen-address=${http}`,
        // Empty: without it, it opens 9094 on all addresses for others of its kind.
        '--cluster.listen-address=',
        '--log.level=warn',
      ];
    },
  });
}
