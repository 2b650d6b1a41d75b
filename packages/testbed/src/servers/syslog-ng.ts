import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DebianProgram, debianCommand, installDebian } from '../install/debian.ts';
import { type Progress, progressOnStderr } from '../install/progress.ts';
import { runProgram } from '../install/run-program.ts';
import { configurationText } from './debian-server.ts';
import type { Place, ServerDefinition } from './definition.ts';
import { relocate } from './localise.ts';

const program: DebianProgram = { package: 'syslog-ng-core', command: 'syslog-ng' };
const containerPort = 514;

/** syslog-ng 3.38 of Debian on config/syslog-ng/syslog-ng.conf; writes what devices send to `<shared>/network-device-logs`. */
export const syslogNg: ServerDefinition = {
  name: 'syslog-ng',
  summary: 'syslog-ng, takes the logs of network devices',
  kind: 'server',
  needs: [],
  // Both transports have the same number; below 1024 would be for root only.
  ports: { udp: 1514 },
  scheme: 'udp',
  install: (progress) => installDebian([program], progress),
  async start(place) {
    const { folder, launch } = place;
    const file = await writeConfiguration(place);
    await launch({
      name: 'syslog-ng',
      command: debianCommand(program),
      args: [
        ...['-F', '--stderr', '--no-caps', '-f', file],
        ...['-R', join(folder, 'persist'), '-c', join(folder, 'control'), '-p', join(folder, 'pid')],
      ],
      cwd: folder,
      logFile: join(folder, 'syslog-ng.log'),
      ready: /syslog-ng starting up/,
      timeoutMs: 30_000,
    });
  },
};

/** Has syslog-ng read a configuration. Rejects with what it says about it. */
export async function checkSyslogConfiguration(
  file: string,
  progress: Progress = progressOnStderr,
): Promise<void> {
  await installDebian([program], progress);
  await runProgram(debianCommand(program), ['--syntax-only', '--no-caps', '-f', file]);
}

async function writeConfiguration({ ports, folder, shared }: Place): Promise<string> {
  const logs = join(shared, 'network-device-logs');
  await mkdir(logs, { recursive: true });
  const text = await configurationText('syslog-ng/syslog-ng.conf');
  const here = relocate(text, { '/var/log/network-device-logs': logs })
    .replaceAll(new RegExp(`\\bport\\("?${containerPort}"?\\)`, 'g'), `port(${ports.udp})`)
    .replaceAll(/\bip\("?0\.0\.0\.0"?\)/g, 'ip("127.0.0.1")');
  const file = join(folder, 'syslog-ng.conf');
  await writeFile(file, here);
  return file;
}
