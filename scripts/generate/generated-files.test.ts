import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Artifact, artifacts } from './artifacts.ts';
import { compare } from './compare.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the committed files', () => {
  const { stale, breaking } = compare(root, artifacts());

  test('are what the schemas say', () => {
    expect(stale).toEqual([]);
  });

  test('lose nothing that others rely on', () => {
    expect(breaking).toEqual([]);
  });
});

describe('a comparison', () => {
  let folder: string;
  const schema = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'number' } } };
  const page: Artifact = { path: 'docs/page.md', text: 'page\n' };
  const schemaFile: Artifact = { path: 'schema/x.json', text: `${JSON.stringify(schema)}\n`, schema };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'generated-'));
    for (const { path, text } of [page, schemaFile]) write(path, text);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  test('finds nothing where all is as it should be', () => {
    expect(compare(folder, [page, schemaFile])).toEqual({ stale: [], breaking: [] });
  });

  test('names each stale or missing file and how to renew it', () => {
    write('docs/page.md', 'page, by hand\n');
    rmSync(join(folder, 'schema/x.json'));
    expect(compare(folder, [page, schemaFile])).toEqual({
      stale: [
        'docs/page.md is stale: run npm run generate',
        'schema/x.json is missing: run npm run generate',
      ],
      breaking: [],
    });
  });

  test('names a schema file whose schema is gone', () => {
    cpSync(join(folder, 'schema/x.json'), join(folder, 'schema/old.json'));
    expect(compare(folder, [page, schemaFile]).stale).toEqual([
      'schema/old.json is made from no schema: delete it',
    ]);
  });

  test('tells what a changed schema takes away, and not what it adds', () => {
    write('schema/x.json', JSON.stringify({ type: 'object', properties: { a: { type: 'string' }, c: {} } }));
    expect(compare(folder, [schemaFile]).breaking).toEqual(['schema/x.json: .c: the field was removed']);
  });
});
