import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { buildGoProgram, goEnvironment, runGo, underGoLock } from './go-module.ts';
import { type Progress, reported } from './progress.ts';
import { runProgram } from './run-program.ts';

const builder = 'go.opentelemetry.io/collector/cmd/builder@v0.155.0';

/**
 * Builds an OpenTelemetry Collector of the parts that a manifest lists and resolves to its path. Its sources are written
 * by the Collector's own builder into the user's cache, under the manifest's hash, and built from there.
 */
export async function buildCollector(name: string, manifest: string, progress: Progress): Promise<string> {
  const text = await readFile(manifest, 'utf8');
  const hash = createHash('sha256').update(`${builder}\n${text}`).digest('hex').slice(0, 12);
  const sources = cacheFolder('go', `${name}-sources-${hash}`);
  if (!existsSync(sources)) {
    await underGoLock(name, progress, async () => {
      if (!existsSync(sources))
        await reported(progress, `${name}: writing its sources`, (detail) =>
          writeSources(name, manifest, sources, detail),
        );
    });
  }
  return buildGoProgram({ name, module: sources, package: '.' }, progress);
}

async function writeSources(
  name: string,
  manifest: string,
  sources: string,
  detail: (text: string) => void,
): Promise<void> {
  const part = await mkdtemp(`${sources}.part-`);
  try {
    await runGo(['install', '-trimpath', '-ldflags', '-s -w', builder], {
      env: { GOBIN: part },
      onLine: detail,
    });
    await copyFile(manifest, join(part, 'manifest.yaml'));
    await runProgram(join(part, 'builder'), ['--config', 'manifest.yaml', '--skip-compilation'], {
      cwd: part,
      env: goEnvironment,
      onLine: (line) =>
        detail(
          line
            .split('\t')
            .filter((field) => field !== '')
            .slice(2)
            .join(' ') || line,
        ),
    });
    await rename(join(part, 'sources'), sources);
  } catch (error) {
    throw new Error(`The sources of ${name} could not be written: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}
