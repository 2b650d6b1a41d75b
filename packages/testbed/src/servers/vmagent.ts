import { join } from 'node:path';
import { type DebianProgram, debianCommand, installDebian } from '../install/debian.ts';
import { type Progress, progressOnStderr } from '../install/progress.ts';
import { runProgram } from '../install/run-program.ts';
import { configurationFiles, configurationText, debianHttpServer, writeLocalised } from './debian-server.ts';
import type { Place, ServerDefinition } from './definition.ts';
import { localise } from './localise.ts';
import { type RunningServer, type StartServerOptions, startServer } from './start-server.ts';

export interface VmagentOptions extends StartServerOptions {
  /** Text of its scrape jobs instead of config/vmagent/vmagent.yml; localised as well. */
  readonly configuration?: string;
  /** Target files by name instead of those in config/vmagent/targets. */
  readonly targets?: Readonly<Record<string, string>>;
  /** Replaces the pause between scrapes of all jobs, `1s` for instance. */
  readonly scrapeInterval?: string;
}

const program: DebianProgram = { package: 'victoria-metrics', command: 'vmagent' };

/** vmagent 1.79 of Debian on config/vmagent, writing to victoriametrics. */
export const vmagent: ServerDefinition = definition({});

/** Has vmagent read its scrape jobs. Rejects with what it says about them. */
export async function checkScrapeJobs(file: string, progress: Progress = progressOnStderr): Promise<void> {
  await installDebian([program], progress);
  // It wants to know where to write although it will not.
  const args = ['-dryRun', `-promscrape.config=${file}`, '-promscrape.config.strictParse=true'];
  await runProgram(debianCommand(program), [...args, '-remoteWrite.url=http://127.0.0.1:1']);
}

/** A vmagent for a test. */
export async function startVmagent(
  options: VmagentOptions = {},
): Promise<RunningServer & { readonly url: string }> {
  const server = await startServer(definition(options), options);
  return Object.assign(server, { url: `http://127.0.0.1:${server.ports.http}` });
}

function definition(options: VmagentOptions): ServerDefinition {
  return debianHttpServer({
    name: 'vmagent',
    summary: 'vmagent, scrapes exporters for VictoriaMetrics',
    needs: ['victoriametrics'],
    program,
    port: 8429,
    ready: '/health',
    args: async (place, http) => [
      `-httpListenAddr=${http}`,
      `-promscrape.config=${await writeConfiguration(place, options)}`,
      // A target file that changes is read again without a restart.
      '-promscrape.fileSDCheckInterval=2s',
      `-remoteWrite.url=${localise('http://victoriametrics:8428/api/v1/write', place.addresses)}`,
      `-remoteWrite.tmpDataPath=${join(place.folder, 'queue')}`,
      '-remoteWrite.flushInterval=200ms',
      '-memory.allowedBytes=128MB',
    ],
  });
}

/** The scrape jobs with their target files beside them, as they are mounted into the container. */
async function writeConfiguration(place: Place, options: VmagentOptions): Promise<string> {
  const targets = await configurationFiles('vmagent/targets', options.targets);
  for (const [name, text] of Object.entries(targets))
    await writeLocalised(place, `vmagent/targets/${name}`, text);
  const jobs = await configurationText('vmagent/vmagent.yml', options.configuration);
  const quick =
    options.scrapeInterval === undefined
      ? jobs
      : jobs.replace(/\b(scrape_(?:interval|timeout)): *\S+/g, `$1: ${options.scrapeInterval}`);
  return writeLocalised(place, 'vmagent/vmagent.yml', quick);
}
