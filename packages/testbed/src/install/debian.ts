import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { cacheFolder } from './cache-folder.ts';
import { findCommand } from './find-command.ts';
import { underLock } from './lock.ts';
import { type Progress, reported } from './progress.ts';
import { runProgram } from './run-program.ts';

/** A program and the Debian package that brings it. */
export interface DebianProgram {
  readonly package: string;
  /** Its name on the PATH, or its absolute path. */
  readonly command: string;
}

/** What the installation asks of the machine. */
export interface DebianMachine {
  isRoot(): boolean;
  /** Where Debian looks whether it may start services; an answer of 101 says no. */
  readonly policyFile: string;
}

const thisMachine: DebianMachine = {
  isRoot: () => process.getuid?.() === 0,
  policyFile: '/usr/sbin/policy-rc.d',
};
const environment = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
const aptOptions = [
  '-y',
  '--no-install-recommends',
  '-o',
  'DPkg::Lock::Timeout=300',
  '-o',
  'Dpkg::Use-Pty=0',
];

/**
 * Installs the packages of those programs that are not there, and starts no service of them. Whatever brought a program
 * here will do, so this works on any system that has them all. Rejects with the names of what is missing when this is not
 * Debian (or a relative) or not root.
 */
export async function installDebian(
  programs: readonly DebianProgram[],
  progress: Progress,
  machine: DebianMachine = thisMachine,
): Promise<void> {
  if (missingOf(programs).length === 0) return;
  await underLock(
    cacheFolder('apt.lock'),
    async () => {
      const missing = missingOf(programs);
      if (missing.length === 0) return;
      requireRootOnDebian(missing, machine);
      const packages = [...new Set(missing.map((program) => program.package))];
      await reported(progress, `installing ${packages.join(', ')}`, (detail) =>
        withoutStartingServices(machine, () => aptInstall(packages, detail)),
      );
      const still = missingOf(programs);
      if (still.length > 0)
        throw new Error(`apt-get installed ${packages.join(', ')}, but not ${named(still)}`);
    },
    { onWait: (pid) => progress(`waiting for process ${pid}, which installs packages`) },
  );
}

/** The path of a program that `installDebian` made sure of. Throws with the package's name when it is not there. */
export function debianCommand(program: DebianProgram): string {
  const path = findCommand(program.command);
  if (path === undefined)
    throw new Error(
      `${program.command} was not found; install it (Debian: apt-get install ${program.package})`,
    );
  return path;
}

function missingOf(programs: readonly DebianProgram[]): DebianProgram[] {
  return programs.filter(({ command }) => findCommand(command) === undefined);
}

function named(programs: readonly DebianProgram[]): string {
  return programs.map(({ command }) => command).join(', ');
}

function requireRootOnDebian(missing: readonly DebianProgram[], machine: DebianMachine): void {
  const packages = [...new Set(missing.map((program) => program.package))].join(' ');
  if (findCommand('apt-get') === undefined)
    throw new Error(
      `${named(missing)} not found, and there is no apt-get on this machine; install what brings them ` +
        `(in Debian: ${packages}) and put them on the PATH`,
    );
  if (!machine.isRoot())
    throw new Error(`${named(missing)} not found; install as root: apt-get install ${packages}`);
}

/** Debian starts a server when its package is installed, unless this file says no; ours are started by nobody but us. */
async function withoutStartingServices(
  { policyFile }: DebianMachine,
  work: () => Promise<void>,
): Promise<void> {
  if (existsSync(policyFile)) return work();
  await writeFile(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755, flag: 'wx' });
  try {
    await work();
  } finally {
    await rm(policyFile, { force: true });
  }
}

/** Package lists may be missing or old, so a first failure is followed by a second try with fresh ones. */
async function aptInstall(packages: readonly string[], detail: (text: string) => void): Promise<void> {
  const options = { env: environment, onLine: detail };
  const install = () => runProgram('apt-get', ['install', ...aptOptions, ...packages], options);
  try {
    await install();
  } catch {
    await runProgram('apt-get', ['update', '-q'], options);
    await install();
  }
}
