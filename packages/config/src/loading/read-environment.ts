import { readFileSync } from 'node:fs';
import { environmentVariables } from '../environment.ts';

/** A setting that the environment gives. */
export interface Override {
  /** The variable, `NEO4J_PASSWORD_FILE` if that was the one. */
  readonly name: string;
  readonly path: readonly string[];
  readonly value: string;
}

export interface EnvironmentSettings {
  readonly overrides: readonly Override[];
  readonly problems: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;
type Variable = (typeof environmentVariables)[number];

/** The settings in the environment, secrets also from the file that `NAME_FILE` names. An empty variable is not set. */
export function readEnvironment(env: Environment): EnvironmentSettings {
  const overrides: Override[] = [];
  const problems: string[] = [];
  for (const variable of environmentVariables) {
    const read = readVariable(variable, env);
    if (read === undefined) continue;
    if (read.problem === undefined) overrides.push({ ...read, path: variable.path.split('.') });
    else problems.push(`environment ${read.name}: ${read.problem}`);
  }
  return { overrides, problems };
}

type Read = { name: string; value: string; problem?: undefined } | { name: string; problem: string };

function readVariable(variable: Variable, env: Environment): Read | undefined {
  const { name } = variable;
  const value = env[name] || undefined;
  const file = 'secret' in variable ? env[`${name}_FILE`] || undefined : undefined;
  if (file === undefined) return value === undefined ? undefined : { name, value };
  if (value === undefined) return { name: `${name}_FILE`, ...readSecret(file) };
  return { name, problem: `expected either ${name} or ${name}_FILE, received both` };
}

type Secret = { value: string; problem?: undefined } | { problem: string };

/** One newline at the end is the editor's, not the secret's. */
function readSecret(path: string): Secret {
  try {
    const value = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    return value === '' ? { problem: `expected a secret in ${path}, but the file is empty` } : { value };
  } catch (error) {
    return { problem: `expected a readable file, but ${path} cannot be read (${errorCode(error)})` };
  }
}

/** `ENOENT` and the like, which say more in a line than the whole message. */
export function errorCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
