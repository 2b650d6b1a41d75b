import { type DebianProgram, debianCommand, installDebian } from '../install/debian.ts';
import { progressOnStderr } from '../install/progress.ts';
import { runProgram } from '../install/run-program.ts';
import { composeCommand } from '../servers/docker-compose.ts';
import { repositoryFile } from '../servers/repository.ts';

/** The compose files in the order in which they are documented to be started. */
export const composeFiles = [
  'docker-compose.yaml',
  'docker-compose-traces.yml',
  'docker-compose-aiops.yml',
] as const;
export type ComposeFile = (typeof composeFiles)[number];

/** A service as compose understood it, as far as tests look at it. */
export interface ComposeService {
  readonly image?: string;
  readonly container_name?: string;
  readonly restart?: string;
  readonly mem_limit?: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly tmpfs?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly networks?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly logging?: { readonly options?: Readonly<Record<string, string>> };
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly build?: { readonly context: string; readonly args?: Readonly<Record<string, string | null>> };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ports?: readonly {
    readonly host_ip?: string;
    readonly published?: string;
    readonly target: number;
    readonly protocol: string;
  }[];
  readonly volumes?: readonly { readonly type: string; readonly source: string; readonly target: string }[];
}

export interface ComposeConfig {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, { readonly name?: string }>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
}

export interface ComposeOptions {
  readonly profiles?: readonly string[];
  /** Variables besides those of this process; an `.env` is not read. */
  readonly env?: Readonly<Record<string, string>>;
}

const version1: DebianProgram = { package: 'docker-compose', command: '/usr/bin/docker-compose' };

/** What Docker Compose 2 makes of some of the files. Rejects with what it says when it refuses them. */
export async function composeConfig(
  files: readonly ComposeFile[],
  { profiles = [], env = {} }: ComposeOptions = {},
): Promise<ComposeConfig> {
  const chosen = profiles.flatMap((profile) => ['--profile', profile]);
  const args = [...fileArguments(files), ...chosen, 'config', '--format', 'json'];
  const lines = await runProgram(await composeCommand(), args, { cwd: repositoryFile('.'), env });
  return JSON.parse(lines.join('\n')) as ComposeConfig;
}

/** Has Compose 1, the `docker-compose` that some systems still bring, read some of the files. Rejects when it refuses them. */
export async function acceptedByVersion1(files: readonly ComposeFile[]): Promise<void> {
  await installDebian([version1], progressOnStderr);
  await runProgram(debianCommand(version1), [...fileArguments(files), 'config', '-q'], {
    cwd: repositoryFile('.'),
  });
}

/** `.env.example` sets nothing, and stands here for the `.env` that some developer may have. */
function fileArguments(files: readonly ComposeFile[]): string[] {
  return ['--env-file', '.env.example', ...files.flatMap((file) => ['-f', file])];
}
