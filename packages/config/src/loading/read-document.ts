import { readFileSync } from 'node:fs';
import { YAMLException } from 'js-yaml';
import { errorCode } from './read-environment.ts';
import { countDocuments, readYaml, type YamlDocument } from './yaml-document.ts';

/** A text as YAML; no document where it cannot be read, or where a file that may be missing is. */
export interface ReadDocument {
  readonly document: YamlDocument | undefined;
  readonly problems: readonly string[];
}

/** Reads a file of settings. What is wrong with it is told as `file:line:column what`. */
export function readDocument(file: string, isNamed: boolean): ReadDocument {
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' && !isNamed) return { document: undefined, problems: [] };
    return { document: undefined, problems: [`${file}: expected a readable file (${code})`] };
  }
  try {
    const document = readYaml(source);
    const count = countDocuments(source);
    return {
      document,
      problems: count > 1 ? [`${file}: expected one YAML document, received ${count}`] : [],
    };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { line = 0, column = 0 } = error.mark ?? {};
    return { document: undefined, problems: [`${file}:${line + 1}:${column + 1} ${error.reason}`] };
  }
}
