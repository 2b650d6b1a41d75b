import { join } from 'node:path';
import { type DebianProgram, debianCommand, installDebian } from '../install/debian.ts';
import { type Progress, progressOnStderr } from '../install/progress.ts';
import { runProgram } from '../install/run-program.ts';
import { configurationFiles, debianHttpServer, writeLocalised } from './debian-server.ts';
import type { Place, ServerDefinition } from './definition.ts';
import { localise } from './localise.ts';
import { type RunningServer, type StartServerOptions, startServer } from './start-server.ts';

export interface VmalertOptions extends StartServerOptions {
  /** Rule files by name instead of those in config/vmalert/rules. */
  readonly rules?: Readonly<Record<string, string>>;
  /** Evaluates every second and lets no alert wait, so that a test need not; false unless set. */
  readonly impatient?: boolean;
}

const program: DebianProgram = { package: 'victoria-metrics', command: 'vmalert' };

/** vmalert 1.79 of Debian on config/vmalert/rules, from victoriametrics to alertmanager, by its gateway. */
export const vmalert: ServerDefinition = definition({});

/** A vmalert for a test. */
export async function startVmalert(
  options: VmalertOptions = {},
): Promise<RunningServer & { readonly url: string }> {
  const server = await startServer(definition(options), options);
  return Object.assign(server, { url: `http://127.0.0.1:${server.ports.http}` });
}

/** Has vmalert read rule files (a path or a glob). Rejects with what it says about them. */
export async function checkRules(files: string, progress: Progress = progressOnStderr): Promise<void> {
  await installDebian([program], progress);
  await runProgram(debianCommand(program), ['-dryRun', `-rule=${files}`]);
}

function definition(options: VmalertOptions): ServerDefinition {
  return debianHttpServer({
    name: 'vmalert',
    summary: 'vmalert, evaluates alert rules',
    needs: ['victoriametrics', 'alertmanager-gateway'],
    program,
    port: 8880,
    ready: '/health',
    args: async (place, http) => {
      const stored = localise('http://victoriametrics:8428', place.addresses);
      return [
        `-httpListenAddr=${http}`,
        `-rule=${join(await writeRules(place, options), '*')}`,
        `-datasource.url=${stored}`,
        `-remoteRead.url=${stored}`,
        `-remoteWrite.url=${stored}`,
        `-notifier.url=${localise('http://alertmanager-gateway:9094', place.addresses)}`,
        `-evaluationInterval=${options.impatient ? '1s' : '30s'}`,
      ];
    },
  });
}

async function writeRules(place: Place, { rules, impatient }: VmalertOptions): Promise<string> {
  for (const [name, text] of Object.entries(await configurationFiles('vmalert/rules', rules))) {
    const quick = text.replace(/^(\s+(?:- )?)(for|interval): *\S+$/gm, (_, indent: string, key: string) =>
      key === 'for' ? `${indent}for: 0s` : `${indent}interval: 1s`,
    );
    await writeLocalised(place, `rules/${name}`, impatient ? quick : text);
  }
  return join(place.folder, 'rules');
}
