import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';

const assets = new URL('../dist/page/assets/', import.meta.url);
const LIMIT = 120 * 1024;

/** Files of a kind, each with its gzipped size. */
function sizes(ending: string): [string, number][] {
  return readdirSync(assets)
    .filter((name) => name.endsWith(ending))
    .map((name) => [name, gzipSync(readFileSync(new URL(name, assets))).length]);
}

describe('the built page', () => {
  beforeAll(async () => {
    const build = fileURLToPath(new URL('../build.mjs', import.meta.url));
    await promisify(execFile)(process.execPath, [build, '--if-changed']);
  });

  test('has at most 120 KB of gzipped script in all', () => {
    const all = sizes('.js');
    expect(all.length).toBeGreaterThan(2);
    expect(all.reduce((sum, [, size]) => sum + size, 0)).toBeLessThan(LIMIT);
  });

  test('says nothing in its markup that a policy without inline script and style would forbid', () => {
    const html = readFileSync(new URL('../index.html', assets), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/i);
    for (const [, address] of html.matchAll(/(?:src|href)="([^"]+)"/g))
      expect(address).toMatch(/^\/ui\/assets\/|^data:,$/);
  });

  test('loads nothing from elsewhere', () => {
    for (const [name] of [...sizes('.js'), ...sizes('.css')]) {
      const text = readFileSync(new URL(name, assets), 'utf8');
      // Namespaces are no addresses that anything is loaded from.
      const addresses = [...text.matchAll(/https?:\/\/[\w.-]+/g)].map(([address]) => address);
      expect(addresses.filter((address) => !/\/\/(www\.w3\.org|localhost)/.test(address))).toEqual([]);
    }
  });
});
