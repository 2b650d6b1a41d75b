import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DebianProgram, debianCommand, installDebian } from '../install/debian.ts';
import { runProgram } from '../install/run-program.ts';
import type { ServerDefinition } from './definition.ts';

const snmpdProgram: DebianProgram = { package: 'snmpd', command: 'snmpd' };
const snmpget: DebianProgram = { package: 'snmp', command: 'snmpget' };
const sysName = '1.3.6.1.2.1.1.5.0';

/** What the agent says of itself. */
export const agentName = 'lab-switch';

/** Net-SNMP's agent: a device that snmp_exporter can ask, with the interfaces of this machine. */
export const snmpd: ServerDefinition = {
  name: 'snmpd',
  summary: 'an SNMP agent that stands for a switch',
  kind: 'server',
  needs: [],
  ports: { udp: 1161 },
  scheme: 'udp',
  install: (progress) => installDebian([snmpdProgram, snmpget], progress),
  async start({ ports, folder, launch }) {
    const address = `127.0.0.1:${ports.udp}`;
    await mkdir(folder, { recursive: true });
    const configuration = join(folder, 'snmpd.conf');
    await writeFile(
      configuration,
      `rocommunity public 127.0.0.1\nsysName ${agentName}\nsysLocation lab\nsysContact nobody\n`,
    );
    await launch({
      name: 'snmpd',
      command: debianCommand(snmpdProgram),
      // -C: only this configuration; -Lo: log to standard output.
      args: ['-f', '-Lo', '-C', '-c', configuration, '-p', join(folder, 'snmpd.pid'), `udp:${address}`],
      // Where it keeps its engine id, which is /var/lib/snmp otherwise.
      env: { SNMP_PERSISTENT_DIR: join(folder, 'data'), MIBS: '' },
      cwd: folder,
      logFile: join(folder, 'snmpd.log'),
      ready: () => isAnswering(address),
      timeoutMs: 30_000,
    });
  },
};

async function isAnswering(address: string): Promise<boolean> {
  const args = ['-v2c', '-c', 'public', '-r', '0', '-t', '1', '-m', '', address, sysName];
  try {
    return (await runProgram(debianCommand(snmpget), args)).join('').includes(agentName);
  } catch {
    return false;
  }
}
