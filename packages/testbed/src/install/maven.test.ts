import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fetchJars } from './maven.ts';

/** Stands in for java and mvn, so that these rules are checked without a download. */
describe('fetching jars', () => {
  let folder: string;
  const command = (name: string, script: string) => {
    const file = join(folder, 'bin', name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  };
  const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n').length;
  const leftovers = () =>
    readdirSync(join(folder, 'cache/aiops-testbed/jars')).filter((name) => name.includes('.'));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aiops-maven-'));
    mkdirSync(join(folder, 'bin'));
    vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
    vi.stubEnv('JAVA_HOME', '');
    vi.stubEnv('PATH', `${join(folder, 'bin')}${delimiter}/usr/bin${delimiter}/bin`);
    command('java', 'exit 0');
    command('mvn', `echo "$@" >> ${folder}/calls; mkdir lib; cp pom.xml lib/some.jar`);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  test('asks Maven once for each POM, and gives the folder of the jars', async () => {
    const lib = await fetchJars('kafka', '<project>1</project>');
    expect(readFileSync(join(lib, 'some.jar'), 'utf8')).toBe('<project>1</project>');
    expect(await fetchJars('kafka', '<project>1</project>')).toBe(lib);
    expect(calls()).toBe(1);
    expect(await fetchJars('kafka', '<project>2</project>')).not.toBe(lib);
    expect(calls()).toBe(2);
    expect(readFileSync(join(folder, 'calls'), 'utf8')).toMatch(
      /maven-dependency-plugin:3\.8\.1:copy-dependencies -DincludeScope=runtime/,
    );
  });

  test('is done by one caller while the others wait', async () => {
    const folders = await Promise.all([1, 2, 3].map(() => fetchJars('kafka', '<project/>')));
    expect(new Set(folders).size).toBe(1);
    expect(calls()).toBe(1);
    expect(leftovers()).toEqual([]);
  });

  test('goes on after a process that died while it fetched', async () => {
    const lib = await fetchJars('kafka', '<project/>');
    rmSync(lib, { recursive: true });
    mkdirSync(`${lib}.lock`);
    writeFileSync(join(`${lib}.lock`, 'pid'), '4194999');
    expect(await fetchJars('kafka', '<project/>')).toBe(lib);
    expect(leftovers()).toEqual([]);
  });

  test('that fails leaves nothing behind and says what Maven said', async () => {
    command('mvn', 'echo "Could not find artifact a:b:1"; exit 1');
    await expect(fetchJars('kafka', '<project/>')).rejects.toThrow(
      /jars of kafka could not be fetched: mvn failed: Could not find artifact a:b:1/,
    );
    expect(leftovers()).toEqual([]);
    expect(existsSync(join(folder, 'calls'))).toBe(false);
  });

  test('without Maven or Java says what to install', async () => {
    rmSync(join(folder, 'bin/mvn'));
    vi.stubEnv('PATH', join(folder, 'bin'));
    await expect(fetchJars('kafka', '<project/>')).rejects.toThrow(/mvn was not found; install Maven/);
    rmSync(join(folder, 'bin/java'));
    await expect(fetchJars('kafka', '<project/>')).rejects.toThrow(
      /java does not run .*install a Java runtime/s,
    );
  });
});
