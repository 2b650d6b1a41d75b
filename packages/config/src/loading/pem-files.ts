import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { valueAt } from '../value-at.ts';
import { type Sources, whereIs } from './problem-lines.ts';
import { errorCode } from './read-environment.ts';

/** What a PEM file holds, by the path of the setting that names it. */
const PEM_FILES = [
  { path: ['messaging', 'kafka', 'ssl', 'ca_file'], holds: 'certificate' },
  { path: ['messaging', 'kafka', 'ssl', 'certificate_file'], holds: 'certificate' },
  { path: ['messaging', 'kafka', 'ssl', 'key_file'], holds: 'key' },
  { path: ['storage', 'redis', 'tls', 'ca_file'], holds: 'certificate' },
  { path: ['storage', 'neo4j', 'ca_file'], holds: 'certificate' },
  { path: ['insights_action', 'grafana', 'ca_file'], holds: 'certificate' },
] as const;

/** A file that cannot be read or holds something else would show as a refused connection only, which says little. */
export function pemFileProblems(sources: Sources): string[] {
  return PEM_FILES.flatMap(({ path, holds }) => {
    const file = valueAt(sources.merged, path);
    if (typeof file !== 'string' || file === '') return [];
    const problem = problemOf(file, holds);
    return problem === undefined ? [] : [`${whereIs(path, sources)}: ${problem}`];
  });
}

function problemOf(file: string, holds: 'certificate' | 'key'): string | undefined {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    return `expected a readable file, but ${file} cannot be read (${errorCode(error)})`;
  }
  try {
    if (holds === 'key') createPrivateKey(pem);
    else new X509Certificate(pem);
    return undefined;
  } catch {
    return holds === 'key'
      ? `expected a key (PEM, without a passphrase), but ${file} holds none`
      : `expected a certificate (PEM), but ${file} holds none`;
  }
}
