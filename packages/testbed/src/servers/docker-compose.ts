import { buildGoProgram, type GoProgram } from '../install/go-module.ts';
import { type Progress, progressOnStderr } from '../install/progress.ts';
import type { Installable } from './definition.ts';
import { goModuleFolder } from './repository.ts';

const program: GoProgram = {
  name: 'docker-compose',
  module: goModuleFolder('docker-compose'),
  package: 'github.com/docker/compose/v2/cmd',
  linkerFlags: '-X github.com/docker/compose/v2/internal.Version=v2.40.3',
};

/** Docker Compose, for reading compose files; without a Docker engine it can do no more than that. */
export const dockerCompose: Installable = {
  name: 'docker-compose',
  summary: 'Docker Compose 2.40.3, reads the compose files',
  async install(progress) {
    await composeCommand(progress);
  },
};

/** The path of a `docker-compose` 2.40.3, built when it is missing: `<path> -f FILE config -q` needs no engine. */
export function composeCommand(progress: Progress = progressOnStderr): Promise<string> {
  return buildGoProgram(program, progress);
}
