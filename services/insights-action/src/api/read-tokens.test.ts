import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readTokens } from './read-tokens.ts';
import { digestOf } from './token-set.ts';

const TOKEN = 'f3a1c5e7f3a1c5e7f3a1';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokens-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function fileOf(text: string, name = 'token'): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

test('a token comes from a file, without the newline at its end, or as a digest', async () => {
  const digest = digestOf('another');
  const tokens = await readTokens([
    { name: 'alice', role: 'admin', token_file: fileOf(`${TOKEN}\n`) },
    { name: 'bob', role: 'viewer', token_sha256: digest.toString('hex') },
  ]);
  expect(tokens).toEqual([
    { name: 'alice', role: 'admin', digest: digestOf(TOKEN) },
    { name: 'bob', role: 'viewer', digest },
  ]);
});

test('a file that is missing, too short a token and one with blanks are refused, all at once and without the token', async () => {
  const settings = [
    { name: 'a', role: 'viewer', token_file: join(folder, 'none') },
    { name: 'b', role: 'viewer', token_file: fileOf('short', 'short') },
    { name: 'c', role: 'viewer', token_file: fileOf(`${TOKEN} ${TOKEN}`, 'blank') },
  ] as const;
  const problems = await readTokens(settings).catch((error: { problems: string[] }) => error.problems);
  const expected = 'expected a file with one token of at least 20 letters, digits and signs without blanks';
  expect(problems).toEqual([
    `insights_action.api.tokens.0.token_file: expected a readable file, but ${folder}/none cannot be read (ENOENT)`,
    expect.stringContaining(`insights_action.api.tokens.1.token_file: ${expected}`),
    expect.stringContaining(`insights_action.api.tokens.2.token_file: ${expected}`),
  ]);
  expect(JSON.stringify(problems)).not.toContain(TOKEN);
});

test('one token for two is refused, since nobody could tell who acts', async () => {
  const settings = [
    { name: 'a', role: 'viewer', token_file: fileOf(TOKEN) },
    { name: 'b', role: 'admin', token_sha256: digestOf(TOKEN).toString('hex') },
  ] as const;
  await expect(readTokens(settings)).rejects.toThrow(
    'insights_action.api.tokens.1: expected a token of its own, but another of the tokens is the same',
  );
});
