import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { buildGoProgram, type GoProgram } from '../install/go-module.ts';
import { progressOnStderr } from '../install/progress.ts';
import { goModuleFolder } from '../servers/repository.ts';

const program: GoProgram = {
  name: 'grafana-contract',
  module: goModuleFolder('grafana-contract'),
  package: '.',
};

/** Walks the annotation API of a server with the client that Grafana generates from its API. Rejects at the first surprise. */
export async function driveWithGrafanasClient(
  url: string,
  login: { readonly user: string; readonly password: string },
): Promise<void> {
  await promisify(execFile)(await buildGoProgram(program, progressOnStderr), [
    'drive',
    url,
    login.user,
    login.password,
  ]);
}

/** Holds JSON texts against Grafana's own models of a body. Rejects when one has an unknown field, a wrong type, or lacks something. */
export async function checkByGrafanasModels(
  kind: 'post' | 'patch' | 'list',
  bodies: readonly string[],
): Promise<void> {
  const running = promisify(execFile)(await buildGoProgram(program, progressOnStderr), ['check', kind]);
  running.child.stdin?.end(bodies.map((body) => `${body}\n`).join(''));
  await running;
}
