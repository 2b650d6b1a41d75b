import { fileURLToPath } from 'node:url';

/** The path of a file of this clone: the servers run on the files that users mount. As deep in src as in dist. */
export function repositoryFile(path: string): string {
  return fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
}

/** The folder with go.mod and go.sum that pins a Go program. */
export function goModuleFolder(name: string): string {
  return repositoryFile(`packages/testbed/go/${name}`);
}
