import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type StandIns, standIns } from '../testing/stand-in-commands.ts';
import { buildGoProgram, type GoProgram } from './go-module.ts';

/** Stands in for go: writes what it is asked to build into the file that `-o` names. */
const go = `
case "$1" in
  env) echo "\${GO_VERSION:-go1.26.8}";;
  build)
    echo "go: downloading example.org/b v1.0.0" >&2
    while [ "$1" != -o ]; do shift; done
    echo "$3 $CGO_ENABLED $GOTOOLCHAIN $GOFLAGS $(cat go.mod)" > "$2";;
esac`;

describe('building a Go program', { timeout: 60_000 }, () => {
  let commands: StandIns;
  let program: GoProgram;
  const silent = () => {};
  const builds = () => commands.calls().filter((call) => call.startsWith('go build'));
  const leftovers = () => readdirSync(join(commands.cache, 'go')).filter((name) => /part|lock/.test(name));
  beforeEach(() => {
    commands = standIns();
    commands.command('go', go);
    const module = join(commands.folder, 'wrapper');
    mkdirSync(module);
    writeFileSync(join(module, 'go.mod'), 'module a\n\ngo 1.26.5\n');
    writeFileSync(join(module, 'go.sum'), 'b v1.0.0 h1:x\n');
    program = { name: 'loki', module, package: 'example.org/cmd/loki', linkerFlags: '-X v=1' };
  });
  afterEach(() => commands.restore());

  test('is done once, with the pinned toolchain, small and without C', async () => {
    const file = await buildGoProgram(program, silent);
    expect(readFileSync(file, 'utf8')).toMatch(
      /^example\.org\/cmd\/loki 0 local -p=2 -buildvcs=false module a/,
    );
    expect(await buildGoProgram(program, silent)).toBe(file);
    expect(builds()).toHaveLength(1);
    expect(builds()[0]).toMatch(
      /^go build -v -trimpath -ldflags -s -w -X v=1 -o \S+\/loki example\.org\/cmd\/loki$/,
    );
    expect(leftovers()).toEqual([]);
  });

  test('is done again when the module, the linker flags or Go change', async () => {
    const files = [await buildGoProgram(program, silent)];
    writeFileSync(join(program.module, 'go.sum'), 'b v1.0.1 h1:y\n');
    files.push(await buildGoProgram(program, silent));
    files.push(await buildGoProgram({ ...program, linkerFlags: '-X v=2' }, silent));
    commands.command('go', go.replace('go1.26.8', 'go1.27.0'));
    files.push(await buildGoProgram(program, silent));
    expect(new Set(files).size).toBe(4);
    expect(builds()).toHaveLength(4);
  });

  test('is done by one caller while the others wait', async () => {
    const files = await Promise.all([1, 2, 3].map(() => buildGoProgram(program, silent)));
    expect(new Set(files).size).toBe(1);
    expect(builds()).toHaveLength(1);
  });

  test('that fails says what Go said and leaves nothing behind', async () => {
    commands.command(
      'go',
      'if [ "$1" = env ]; then echo go1.26.8; else echo "b.go:3: undefined: x" >&2; exit 1; fi',
    );
    await expect(buildGoProgram(program, silent)).rejects.toThrow(
      /loki could not be built: go failed \(exit code 1\): b\.go:3: undefined: x/,
    );
    expect(leftovers()).toEqual([]);
    expect(readdirSync(join(commands.cache, 'go'))).toEqual([]);
  });

  test('says what to install when Go is missing or too old', async () => {
    commands.command('go', go.replace('go1.26.8', 'go1.25.9'));
    await expect(buildGoProgram(program, silent)).rejects.toThrow(
      'loki needs Go 1.26.5 or newer, and go1.25.9 is installed; install a newer Go',
    );
    commands.restore();
    commands = standIns({ alone: true });
    mkdirSync(program.module, { recursive: true });
    writeFileSync(join(program.module, 'go.mod'), 'module a\n');
    await expect(buildGoProgram(program, silent)).rejects.toThrow(
      /go was not found on the PATH; install Go 1\.26/,
    );
    expect(existsSync(join(commands.cache, 'go'))).toBe(false);
    rmSync(join(program.module, '..'), { recursive: true });
  });
});
