import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { javaCommand } from '../servers/java.ts';
import { cacheFolder } from './cache-folder.ts';
import { underLock } from './lock.ts';

const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';
const fetchTimeoutMs = 10 * 60_000;

/**
 * Fetches the runtime dependencies of a POM with Maven and resolves to the folder that holds their jars. They are kept in
 * the user's cache under the name and the POM's hash, so only the first call costs anything; calls of several processes
 * wait for each other. Rejects when Java or Maven is missing or a download fails.
 */
export async function fetchJars(name: string, pomXml: string): Promise<string> {
  const hash = createHash('sha256').update(pomXml).digest('hex').slice(0, 12);
  const folder = cacheFolder('jars', `${name}-${hash}`);
  if (existsSync(folder)) return folder;
  await underLock(
    `${folder}.lock`,
    async () => {
      if (!existsSync(folder)) await copyDependencies(name, pomXml, folder);
    },
    { timeoutMs: fetchTimeoutMs },
  );
  return folder;
}

/** A folder appears under its final name only when it is complete. */
async function copyDependencies(name: string, pomXml: string, folder: string): Promise<void> {
  await javaCommand();
  const work = await mkdtemp(`${folder}.part-`);
  try {
    await writeFile(join(work, 'pom.xml'), pomXml);
    await runMaven(name, work);
    await rename(join(work, 'lib'), folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function runMaven(name: string, work: string): Promise<void> {
  const goal = [
    '-q',
    '-B',
    '-ntp',
    `${plugin}:copy-dependencies`,
    '-DincludeScope=runtime',
    `-DoutputDirectory=${work}/lib`,
  ];
  return new Promise((resolve, reject) =>
    execFile('mvn', goal, { cwd: work, timeout: fetchTimeoutMs }, (error, stdout, stderr) => {
      if (error === null) return resolve();
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      const reason = missing
        ? 'mvn was not found; install Maven 3.6 or newer (Debian: maven) or put it on the PATH'
        : `mvn failed: ${`${stdout}${stderr}`.trim().split('\n').slice(0, 20).join('\n') || error.message}`;
      reject(new Error(`The jars of ${name} could not be fetched: ${reason}`, { cause: error }));
    }),
  );
}
