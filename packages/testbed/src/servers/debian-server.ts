import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DebianProgram, debianCommand, installDebian } from '../install/debian.ts';
import { answers } from './answers.ts';
import type { Place, ServerDefinition } from './definition.ts';
import { localise } from './localise.ts';
import type { ProcessOptions } from './process.ts';
import { repositoryFile } from './repository.ts';

/** A server of Debian that listens on one HTTP port: what tells it from the others. */
export interface DebianHttpServer {
  readonly name: string;
  readonly summary: string;
  readonly needs?: readonly string[];
  readonly program: DebianProgram;
  /** Further programs of its package that tests and checks use. */
  readonly tools?: readonly DebianProgram[];
  readonly port: number;
  /** Prepares its files in `place.folder` and gives its arguments. */
  readonly args: (place: Place, http: string) => readonly string[] | Promise<readonly string[]>;
  /** What answers 200 once it is ready. */
  readonly ready: string;
}

/** The definition of such a server. */
export function debianHttpServer(server: DebianHttpServer): ServerDefinition {
  const { name, summary, needs = [], program, tools = [], port, args, ready } = server;
  return {
    name,
    summary,
    kind: 'server',
    needs,
    ports: { http: port },
    install: (progress) => installDebian([program, ...tools], progress),
    async start(place) {
      const http = `127.0.0.1:${place.ports.http}`;
      const options: ProcessOptions = {
        name,
        command: debianCommand(program),
        args: await args(place, http),
        cwd: place.folder,
        logFile: join(place.folder, `${name}.log`),
        ready: () => answers(`http://${http}${ready}`),
        timeoutMs: 30_000,
      };
      await place.launch(options);
    },
  };
}

/** Writes a configuration text, localised, into a server's folder and gives its path. */
export async function writeLocalised(place: Place, file: string, text: string): Promise<string> {
  const path = join(place.folder, file);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, localise(text, place.addresses));
  return path;
}

/** A file of config/, unless a test gives another text for it. */
export async function configurationText(path: string, instead?: string): Promise<string> {
  return instead ?? (await readFile(repositoryFile(`config/${path}`), 'utf8'));
}

/** The YAML files of a folder of config/ by their names, those of a test instead when it gives some. */
export async function configurationFiles(
  folder: string,
  instead?: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  if (instead !== undefined) return instead;
  const names = (await readdir(repositoryFile(`config/${folder}`))).filter((name) => /\.ya?ml$/.test(name));
  const texts = names.map(async (name) => [name, await configurationText(`${folder}/${name}`)] as const);
  return Object.fromEntries(await Promise.all(texts));
}
