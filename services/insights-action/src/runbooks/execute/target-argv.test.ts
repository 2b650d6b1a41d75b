import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Target } from '../choose-target.ts';
import { shellQuote } from './shell-quote.ts';
import { targetArgv } from './target-argv.ts';

const target = (more: Partial<Target> & Pick<Target, 'kind'>): Target => ({
  name: 't',
  entities: [],
  engine: 'docker',
  port: 22,
  ...more,
});

/** What a real shell makes of a command line that prints its words, each ended by a NUL. */
function wordsOf(line: string): string[] {
  const { stdout, status } = spawnSync('sh', ['-c', `for word in ${line}; do printf '%s\\0' "$word"; done`], {
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  return stdout.split('\0').slice(0, -1);
}

describe('a quoted word arrives at a shell as it was', () => {
  test.each([
    '',
    ' ',
    "'",
    "''",
    "it's",
    '"',
    '$HOME',
    '$(touch /tmp/x)',
    '`id`',
    '; rm -rf /',
    'a\nb',
    '\\',
    "\\'",
    '*',
    '~',
    '!!',
    '#',
    '&& id',
    '-n',
    '日本',
  ])('%j', (word) => {
    expect(wordsOf(`x ${shellQuote(word)} y`)).toEqual(['x', word, 'y']);
  });

  // fish takes \\ and \' between quotes for one character, and csh replaces ! there.
  test.each(["\\'; touch /tmp/x #", 'a\\', '!x'])(
    '%j, also at shells that read quotes in another way',
    (word) => {
      expect(
        shellQuote(word)
          .match(/'[^']*'/g)
          ?.join(''),
      ).not.toMatch(/[\\!]/);
      expect(wordsOf(`x ${shellQuote(word)} y`)).toEqual(['x', word, 'y']);
    },
  );

  test('whatever it is', () => {
    const words = fc.array(
      fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
      {
        minLength: 1,
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(words, (all) => {
        expect(wordsOf(all.map(shellQuote).join(' '))).toEqual(all);
      }),
      { numRuns: 50 },
    );
  });
});

test('this host and a local target run the words as they are', () => {
  const argv = ['df', '-h'];
  expect(targetArgv(undefined, argv, 1_000)).toBe(argv);
  expect(targetArgv(target({ kind: 'local' }), argv, 1_000)).toBe(argv);
});

test('a container gets the words by its engine, with a clock of its own', () => {
  const shop = target({ kind: 'container', container: 'shop-1', engine: 'podman' });
  expect(targetArgv(shop, ['df', '; id'], 1_500)).toEqual([
    'podman',
    'exec',
    'shop-1',
    'timeout',
    '-k',
    '5',
    '2',
    'df',
    '; id',
  ]);
});

test('ssh asks nothing, trusts nobody unknown, lends nothing, and gets one quoted line after the host', () => {
  const far = target({
    kind: 'ssh',
    host: '192.0.2.7',
    port: 2222,
    user: 'ops',
    identity_file: 'keys/ops',
    known_hosts_file: 'keys/hosts',
  });
  const argv = targetArgv(far, ['df', "a'; id"], 10_000) ?? [];
  expect(argv.slice(-3)).toEqual(['--', '192.0.2.7', `'timeout' '-k' '5' '10' 'df' 'a'\\''; id'`]);
  expect(argv).toEqual(
    expect.arrayContaining([
      'BatchMode=yes',
      'StrictHostKeyChecking=yes',
      'ForwardAgent=no',
      'IdentitiesOnly=yes',
    ]),
  );
  expect(argv.join(' ')).toContain('-o UserKnownHostsFile=keys/hosts');
  expect(argv.join(' ')).toContain('-i keys/ops -p 2222 -l ops');
});
