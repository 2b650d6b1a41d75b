import { readFile } from 'node:fs/promises';
import { type Config, InvalidConfig } from '@aiops/config';
import { digestOf, type Token } from './token-set.ts';

type TokenSettings = Config['insights_action']['api']['tokens'][number];

/** Shortest token that is taken: 20 random characters cannot be guessed. */
const LEAST_LENGTH = 20;

/** The tokens of the settings, their files read. Throws {@link InvalidConfig} naming each that cannot be used. */
export async function readTokens(settings: readonly TokenSettings[]): Promise<Token[]> {
  const problems: string[] = [];
  const tokens: Token[] = [];
  for (const [index, setting] of settings.entries()) {
    const digest = await digestIn(setting);
    const where = `insights_action.api.tokens.${index}`;
    if (typeof digest === 'string') problems.push(`${where}.token_file: ${digest}`);
    else if (tokens.some((other) => other.digest.equals(digest)))
      problems.push(`${where}: expected a token of its own, but another of the tokens is the same`);
    else tokens.push({ name: setting.name, role: setting.role, digest });
  }
  if (problems.length > 0) throw new InvalidConfig(problems);
  return tokens;
}

/** The digest, or in words why there is none. */
async function digestIn({ token_file: file, token_sha256: hex }: TokenSettings): Promise<Buffer | string> {
  if (file === undefined) return Buffer.from(hex ?? '', 'hex');
  try {
    const token = (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
    if (token.length >= LEAST_LENGTH && /^[\x21-\x7e]+$/.test(token)) return digestOf(token);
    return `expected a file with one token of at least ${LEAST_LENGTH} letters, digits and signs without blanks, for instance of \`openssl rand -hex 24\``;
  } catch (error) {
    return `expected a readable file, but ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`;
  }
}
