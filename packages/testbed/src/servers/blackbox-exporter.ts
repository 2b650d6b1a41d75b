import { type DebianProgram, debianCommand, installDebian } from '../install/debian.ts';
import { type Progress, progressOnStderr } from '../install/progress.ts';
import { runProgram } from '../install/run-program.ts';
import { configurationText, debianHttpServer, writeLocalised } from './debian-server.ts';
import type { ServerDefinition } from './definition.ts';

const program: DebianProgram = {
  package: 'prometheus-blackbox-exporter',
  command: 'prometheus-blackbox-exporter',
};

/** blackbox_exporter 0.23 of Debian on config/blackbox-exporter/blackbox.yml. */
export const blackboxExporter: ServerDefinition = debianHttpServer({
  name: 'blackbox-exporter',
  summary: 'blackbox_exporter, probes endpoints',
  program,
  port: 9115,
  ready: '/metrics',
  args: async (place, http) => {
    const text = await configurationText('blackbox-exporter/blackbox.yml');
    const file = await writeLocalised(place, 'blackbox.yml', text);
    return [`--config.file=${file}`, `--web.listen-address=${http}`, '--log.level=warn'];
  },
});

/** Has the exporter read a configuration. Rejects with what it says about it. */
export async function checkBlackboxConfiguration(
  file: string,
  progress: Progress = progressOnStderr,
): Promise<void> {
  await installDebian([program], progress);
  await runProgram(debianCommand(program), ['--config.check', `--config.file=${file}`]);
}
