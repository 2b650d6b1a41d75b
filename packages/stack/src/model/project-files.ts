import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readYaml } from '@aiops/config';
import { YAMLException } from 'js-yaml';
import { type Problem, problemAt } from '../problem.ts';
import { type TextFile, YamlNode } from './yaml-node.ts';

/** The files of a project, each read at most once. Paths are relative to its directory. */
export class ProjectFiles {
  readonly directory: string;
  /** What could not be read as YAML. */
  readonly problems: Problem[] = [];
  readonly #lists = new Map<string, readonly string[]>();
  readonly #texts = new Map<string, TextFile | undefined>();
  readonly #roots = new Map<string, YamlNode | undefined>();

  constructor(directory: string) {
    this.directory = directory;
  }

  exists(path: string): boolean {
    return existsSync(join(this.directory, path));
  }

  /** Files under a folder, sorted; none when there is no such folder. */
  list(folder: string): readonly string[] {
    const known = this.#lists.get(folder);
    if (known !== undefined) return known;
    const files = this.#readFolder(folder);
    this.#lists.set(folder, files);
    return files;
  }

  /** The text of a file, undefined when there is none. */
  text(path: string): TextFile | undefined {
    if (!this.#texts.has(path)) this.#texts.set(path, this.#readText(path));
    return this.#texts.get(path);
  }

  /** The root of a YAML or JSON file; undefined when it is missing, empty or broken, and then a problem says so. */
  yaml(path: string): YamlNode | undefined {
    if (!this.#roots.has(path)) this.#roots.set(path, this.#readRoot(path));
    return this.#roots.get(path);
  }

  #readFolder(folder: string): string[] {
    const root = join(this.directory, folder);
    if (!existsSync(root)) return [];
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(folder, entry.parentPath.slice(root.length), entry.name))
      .sort();
  }

  #readText(path: string): TextFile | undefined {
    try {
      return { path, text: readFileSync(join(this.directory, path), 'utf8').replace(/^\uFEFF/, '') };
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (['ENOENT', 'EISDIR', 'ENOTDIR', 'EACCES'].includes(code)) return undefined;
      throw error;
    }
  }

  #readRoot(path: string): YamlNode | undefined {
    const source = this.text(path);
    if (source === undefined) return undefined;
    try {
      const document = readYaml(source.text);
      return document.value === undefined ? undefined : YamlNode.root(source, document);
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const { line = 0, column = 0 } = error.mark ?? {};
      const place = { file: path, line: line + 1, column: column + 1 };
      this.problems.push(problemAt(place, 'syntax', `not YAML: ${error.reason}`));
      return undefined;
    }
  }
}
