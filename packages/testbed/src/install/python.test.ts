import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type StandIns, standIns } from '../testing/stand-in-commands.ts';
import { pythonCommands } from './python.ts';

/** Stands in for python3: makes an environment whose python notes what pip is asked. */
const python = (log: string, pip = 'exit 0') => `
mkdir -p "$3/bin"
printf '#!/bin/sh\\necho "pip $*" >> ${log}\\n${pip}\\n' > "$3/bin/python"
chmod +x "$3/bin/python"`;

describe('installing Python packages', { timeout: 60_000 }, () => {
  let commands: StandIns;
  const silent = () => {};
  const install = () => pythonCommands('emulator', ['sushy-tools==2.2.0'], silent);
  const log = () => join(commands.folder, 'calls');
  beforeEach(() => {
    commands = standIns();
    commands.command('python3', python(log()));
  });
  afterEach(() => commands.restore());

  test('is done once for the same pinned requirements', async () => {
    const folder = await install();
    expect(await install()).toBe(folder);
    expect(existsSync(join(folder, 'python'))).toBe(true);
    expect(commands.calls().map((call) => call.split(' ').slice(0, 3).join(' '))).toEqual([
      'python3 -m venv',
      'pip -m pip',
    ]);
    expect(commands.calls()[1]).toMatch(/ sushy-tools==2\.2\.0$/);
    expect(await pythonCommands('emulator', ['sushy-tools==2.2.1'], silent)).not.toBe(folder);
  });

  test('refuses what names no exact version', async () => {
    await expect(pythonCommands('emulator', ['a==1', 'b>=2', 'c'], silent)).rejects.toThrow(
      'emulator: b>=2, c names no exact version',
    );
  });

  test('starts afresh after one that failed', async () => {
    commands.command('python3', python(log(), 'echo "No matching distribution"; exit 1'));
    await expect(install()).rejects.toThrow(/emulator could not be installed: .*No matching distribution/s);
    commands.command('python3', python(log()));
    expect(existsSync(join(await install(), 'python'))).toBe(true);
  });

  test('says what to install when Python or its venv is missing', async () => {
    commands.command('python3', 'mkdir -p "$3"; echo "No module named venv"; exit 1');
    await expect(install()).rejects.toThrow(/No module named venv.*Debian: python3-venv/s);
    expect(readdirSync(join(commands.cache, 'python'))).toEqual([]);
    commands.restore();
    commands = standIns({ alone: true });
    await expect(install()).rejects.toThrow(/emulator needs Python: python3 was not found; install Python/);
  });
});
