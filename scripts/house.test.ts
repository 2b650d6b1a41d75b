import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const SERVICES = readdirSync(join(root, 'services'));
const EDGE = ['contracts', 'config', 'runtime'];

/** What each package may import of the workspace: contracts ← detectors, rca ← config ← runtime ← services ← fleet. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  detectors: ['contracts'],
  rca: ['contracts'],
  config: ['contracts'],
  runtime: ['contracts', 'config'],
  stack: ['contracts', 'config'],
  flink: EDGE,
  console: [],
  fleet: [...EDGE, 'detectors', ...SERVICES, 'flink', 'stack', 'testbed'],
  testbed: [...EDGE, 'detectors', 'rca', ...SERVICES],
  bench: [...EDGE, 'detectors', 'rca', ...SERVICES, 'flink', 'testbed'],
  ...Object.fromEntries(SERVICES.map((service) => [service, [...EDGE, 'detectors', 'rca']])),
  'data-ingestion': [...EDGE, 'detectors', 'flink'],
};

/** What the folders of a package may import of each other. Files beside them put things together. */
const FOLDERS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'packages/contracts': {
    values: [],
    network: ['values'],
    entities: ['values', 'network'],
    messages: ['values', 'entities'],
    runbooks: ['values'],
    schemas: ['network', 'messages', 'runbooks'],
  },
  'packages/config': {
    fields: [],
    sections: ['fields'],
    insights: ['fields', 'sections'],
    loading: ['sections'],
  },
  'packages/rca': {
    network: [],
    graph: ['network'],
    signals: [],
    memory: ['network', 'signals'],
    correlation: ['network', 'signals', 'memory'],
    ranking: ['network', 'signals', 'memory', 'correlation'],
    result: ['network', 'signals', 'memory', 'correlation', 'ranking'],
  },
};

interface SourceFile {
  readonly path: string;
  readonly owner: string;
  readonly text: string;
}

const sources: SourceFile[] = ['packages', 'services'].flatMap((group) =>
  readdirSync(join(root, group)).flatMap((owner) =>
    readdirSync(join(root, group, owner, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts') && !file.startsWith('testing/'))
      .map((file) => join(root, group, owner, 'src', file))
      .map((path) => ({ path: relative(root, path), owner, text: readFileSync(path, 'utf8') })),
  ),
);

describe('the house', () => {
  test('every package is on the plan', () => {
    expect([...new Set(sources.map(({ owner }) => owner))].filter((owner) => !(owner in ALLOWED))).toEqual(
      [],
    );
  });

  test('imports between packages follow the plan', () => {
    const wrong = sources.flatMap(({ path, owner, text }) =>
      [...text.matchAll(/from '@aiops\/([a-z-]+)'/g)]
        .map((match) => match[1] ?? '')
        .filter((name) => !ALLOWED[owner]?.includes(name))
        .map((name) => `${path} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test.each(Object.entries(FOLDERS))('imports between the folders of %s go one way', (owner, allowed) => {
    const root = join(owner, 'src');
    const folderOf = (path: string) => /^([a-z-]+)\//.exec(relative(root, path))?.[1];
    const inside = sources.filter(({ path }) => path.startsWith(`${root}/`) && folderOf(path) !== undefined);
    expect(new Set(inside.map(({ path }) => folderOf(path)))).toEqual(new Set(Object.keys(allowed)));
    const wrong = inside.flatMap(({ path, text }) =>
      [...text.matchAll(/from '(\.[^']+)'/g)]
        .map((match) => folderOf(join(dirname(path), match[1] ?? '')))
        .filter((folder) => folder !== undefined && folder !== folderOf(path))
        .filter((folder) => !allowed[folderOf(path) ?? '']?.includes(folder ?? ''))
        .map((folder) => `${path} imports of ${folder}`),
    );
    expect(wrong).toEqual([]);
  });

  test('no files import each other in a circle', () => {
    const imports = new Map(
      sources.map(({ path, text }) => [
        path,
        [...text.matchAll(/from '(\.[^']+)'/g)].map(([, to = '']) => join(dirname(path), to)),
      ]),
    );
    const done = new Set<string>();
    const circleFrom = (path: string, way: readonly string[]): readonly string[] => {
      if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
      if (done.has(path)) return [];
      for (const next of imports.get(path) ?? []) {
        const circle = circleFrom(next, [...way, path]);
        if (circle.length > 0) return circle;
      }
      done.add(path);
      return [];
    };
    for (const path of imports.keys()) expect(circleFrom(path, [])).toEqual([]);
  });

  test('no source file is longer than 300 lines', () => {
    const long = sources
      .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
      .filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });

  test('no file is named after nothing in particular', () => {
    const vague = sources.filter(({ path }) =>
      /\/(utils?|helpers?|common|misc|base|manager)\b[^/]*\.tsx?$/.test(path),
    );
    expect(vague.map(({ path }) => path)).toEqual([]);
  });

  test('the pure packages read no clock and draw no random numbers', () => {
    const impure = sources.filter(
      ({ owner, text }) =>
        ['contracts', 'detectors', 'rca'].includes(owner) &&
        /\bDate\.now\(|\bnew Date\(\)|Math\.random\(/.test(text),
    );
    expect(impure.map(({ path }) => path)).toEqual([]);
  });
});
