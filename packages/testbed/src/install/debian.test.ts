import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type StandIns, standIns } from '../testing/stand-in-commands.ts';
import { type DebianMachine, debianCommand, installDebian } from './debian.ts';

describe('installing Debian packages', { timeout: 60_000 }, () => {
  let commands: StandIns;
  let machine: DebianMachine;
  const silent = () => {};
  const snmpd = { package: 'stand-in-snmpd', command: 'stand-in-snmp-daemon' };
  const redis = { package: 'stand-in-redis', command: 'stand-in-redis-server' };
  /** Puts the program of each package there, and writes whether services may start meanwhile. */
  const apt = () => `
    [ "$1" = update ] && exit 0
    cat ${machine.policyFile} > ${commands.folder}/policy-seen
    for each in "$@"; do case "$each" in
      stand-in-snmpd) cp /bin/true ${commands.folder}/bin/stand-in-snmp-daemon;;
      stand-in-redis) cp /bin/true ${commands.folder}/bin/stand-in-redis-server;;
    esac; done`;
  const aptCalls = () => commands.calls().filter((call) => call.startsWith('apt-get'));
  beforeEach(() => {
    commands = standIns();
    machine = { isRoot: () => true, policyFile: join(commands.folder, 'policy-rc.d') };
    commands.command('apt-get', apt());
  });
  afterEach(() => commands.restore());

  test('asks for those that are missing in one go, and for nothing when all is there', async () => {
    await installDebian([snmpd, redis], silent, machine);
    await installDebian([snmpd, redis], silent, machine);
    expect(aptCalls()).toHaveLength(1);
    expect(aptCalls()[0]).toMatch(
      /^apt-get install -y --no-install-recommends .*stand-in-snmpd stand-in-redis$/,
    );
    expect(debianCommand(redis)).toBe(join(commands.folder, 'bin', redis.command));
  });

  test('lets no service start, and takes its veto back', async () => {
    await installDebian([redis], silent, machine);
    expect(readFileSync(join(commands.folder, 'policy-seen'), 'utf8')).toContain('exit 101');
    expect(existsSync(machine.policyFile)).toBe(false);
  });

  test('leaves a policy that the machine has as it is', async () => {
    writeFileSync(machine.policyFile, '#!/bin/sh\nexit 101 # ours\n');
    await installDebian([redis], silent, machine);
    expect(existsSync(machine.policyFile)).toBe(true);
  });

  test('is done by one caller while the others wait', async () => {
    await Promise.all([1, 2, 3].map(() => installDebian([redis], silent, machine)));
    expect(aptCalls()).toHaveLength(1);
  });

  test('tries again with fresh package lists', async () => {
    const flag = join(commands.folder, 'updated');
    commands.command(
      'apt-get',
      `if [ "$1" = update ]; then touch ${flag}; exit 0; fi\n[ -e ${flag} ] || exit 100\n${apt()}`,
    );
    await installDebian([redis], silent, machine);
    expect(aptCalls().map((call) => call.split(' ')[1])).toEqual(['install', 'update', 'install']);
  });

  test('that fails says what apt-get said, and takes its veto back', async () => {
    commands.command('apt-get', 'echo "E: Unable to locate package" >&2; exit 100');
    await expect(installDebian([redis], silent, machine)).rejects.toThrow(
      /apt-get failed \(exit code 100\): E: Unable to locate package/,
    );
    expect(existsSync(machine.policyFile)).toBe(false);
  });

  test('is left to the user who is not root, with the names', async () => {
    const user = { ...machine, isRoot: () => false };
    await expect(installDebian([snmpd, redis], silent, user)).rejects.toThrow(
      'stand-in-snmp-daemon, stand-in-redis-server not found; install as root: apt-get install stand-in-snmpd stand-in-redis',
    );
    expect(aptCalls()).toEqual([]);
    commands.command(redis.command);
    await installDebian([redis], silent, user);
  });

  test('is left to the user where there is no apt-get', async () => {
    commands.restore();
    commands = standIns({ alone: true });
    await expect(installDebian([redis], silent, machine)).rejects.toThrow(
      /there is no apt-get on this machine; install what brings them \(in Debian: stand-in-redis\)/,
    );
    expect(() => debianCommand(redis)).toThrow('Debian: apt-get install stand-in-redis');
  });
});
