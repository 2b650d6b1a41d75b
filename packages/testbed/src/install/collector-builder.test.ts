import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type StandIns, standIns } from '../testing/stand-in-commands.ts';
import { buildCollector } from './collector-builder.ts';

/** Stands in for go: installs a builder that makes a module of the manifest, and builds by copying its go.mod. */
const go = (log: string) => `
case "$1" in
  env) echo go1.26.8;;
  install)
    cat > "$GOBIN/builder" <<'SCRIPT'
#!/bin/sh
echo "builder $*" >> ${log}
mkdir sources && { echo "module m"; cat manifest.yaml; } > sources/go.mod
SCRIPT
    chmod +x "$GOBIN/builder";;
  build)
    while [ "$1" != -o ]; do shift; done
    cp go.mod "$2";;
esac`;

describe('building a Collector', { timeout: 60_000 }, () => {
  let commands: StandIns;
  let manifest: string;
  const silent = () => {};
  beforeEach(() => {
    commands = standIns();
    commands.command('go', go(join(commands.folder, 'calls')));
    manifest = join(commands.folder, 'manifest.yaml');
    writeFileSync(manifest, 'receivers: [a]\n');
  });
  afterEach(() => commands.restore());

  test('writes the sources that the manifest asks for with a pinned builder, once, and builds them', async () => {
    const file = await buildCollector('otelcol', manifest, silent);
    expect(readFileSync(file, 'utf8')).toBe('module m\nreceivers: [a]\n');
    expect(await buildCollector('otelcol', manifest, silent)).toBe(file);
    const calls = commands.calls().map((call) => call.split(' ').slice(0, 2).join(' '));
    expect(calls.filter((call) => call !== 'go env')).toEqual(['go install', 'builder --config', 'go build']);
    expect(commands.calls().find((call) => call.startsWith('go install'))).toMatch(
      /cmd\/builder@v\d+\.\d+\.\d+$/,
    );
    expect(readdirSync(join(commands.cache, 'go')).filter((name) => name.includes('part'))).toEqual([]);
  });

  test('is another one for another manifest', async () => {
    const first = await buildCollector('otelcol', manifest, silent);
    writeFileSync(manifest, 'receivers: [a, b]\n');
    const second = await buildCollector('otelcol', manifest, silent);
    expect(second).not.toBe(first);
    expect(readFileSync(second, 'utf8')).toContain('receivers: [a, b]');
  });

  test('that fails says which step and why, and leaves nothing behind', async () => {
    commands.command('go', 'echo "no such module" >&2; exit 1');
    await expect(buildCollector('otelcol', manifest, silent)).rejects.toThrow(
      /sources of otelcol could not be written: go failed \(exit code 1\): no such module/,
    );
    expect(readdirSync(join(commands.cache, 'go'))).toEqual([]);
  });
});
