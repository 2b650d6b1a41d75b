import { readYaml } from '@aiops/config';
import { describe, expect, test } from 'vitest';
import { readEnvExample } from './env-example.ts';
import { readImage } from './image.ts';
import { readMount } from './mount.ts';
import { readPort } from './published-port.ts';
import { addressesIn } from './reference.ts';
import { substitute, variablesIn } from './substitute.ts';
import { YamlNode } from './yaml-node.ts';

/** The root of a YAML text. */
function root(text: string): YamlNode {
  return YamlNode.root({ path: 'f.yml', text }, readYaml(text));
}
const plain = (node: YamlNode | undefined) => node?.text ?? '';
/** `${…}` written so that this file does not look as if it forgot a template string. */
const variable = (inside: string) => `$\{${inside}}`;

describe('variables', () => {
  test.each<[string, Record<string, string>, string]>([
    [variable('A'), { A: '1' }, '1'],
    [variable('A'), {}, ''],
    [variable('A:-2'), {}, '2'],
    [variable('A:-2'), { A: '' }, '2'],
    [`x${variable(`A:-${variable('B:-3')}`)}y`, { B: '4' }, 'x4y'],
    [variable('A:+on'), { A: '1' }, 'on'],
    [variable('A:+on'), {}, ''],
    ['$A/$$B', { A: '1', B: '2' }, '1/$B'],
  ])('%s with %j is %s', (text, environment, expected) => {
    expect(substitute(text, new Map(Object.entries(environment)))).toBe(expected);
  });

  test('a variable inside the default of another is seen; an escaped one is none', () => {
    expect(variablesIn(`${variable(`A:-${variable('B:?why')}`)} $$C $D`)).toEqual([
      { name: 'A', fallback: variable('B:?why'), required: false },
      { name: 'B', fallback: undefined, required: true },
      { name: 'D', fallback: undefined, required: false },
    ]);
  });
});

test.each<[string, unknown[]]>([
  ['grafana/loki:3.7.8', ['grafana/loki', '3.7.8', undefined]],
  ['registry.example:5000/a/b:1@sha256:0', ['a/b', '1', 'sha256:0']],
  ['library/redis:7', ['redis', '7', undefined]],
  ['neo4j', ['neo4j', undefined, undefined]],
])('image %s', (text, expected) => {
  const { repository, tag, digest } = readImage(text, root('a'));
  expect([repository, tag, digest]).toEqual(expected);
});

test.each<[string, unknown[]]>([
  ['"3000"', ['', undefined, 3000, 'tcp']],
  ['"3000:3001"', ['', 3000, 3001, 'tcp']],
  ['"127.0.0.1:3000:3001/udp"', ['127.0.0.1', 3000, 3001, 'udp']],
  ['"127.0.0.1::3001"', ['127.0.0.1', undefined, 3001, 'tcp']],
  ['{target: 1, published: "2", host_ip: 127.0.0.1, protocol: udp}', ['127.0.0.1', 2, 1, 'udp']],
])('published port %s', (text, expected) => {
  const port = readPort(root(text), plain);
  expect([port?.hostIp, port?.published, port?.target, port?.protocol]).toEqual(expected);
});

test.each<[string, unknown[]]>([
  ['./config/a.yml:/etc/a.yml:ro', ['bind', 'config/a.yml', '/etc/a.yml', true]],
  ['data:/var/lib', ['volume', 'data', '/var/lib', false]],
  ['/var/lib', ['volume', '', '/var/lib', false]],
  ['/proc:/host/proc:ro,rslave', ['bind', '/proc', '/host/proc', true]],
  ['{type: bind, source: ./config, target: /c, read_only: true}', ['bind', 'config', '/c', true]],
  ['{type: tmpfs, target: /tmp}', ['tmpfs', '.', '/tmp', false]],
])('mount %s', (text, expected) => {
  const { type, source, target, readOnly } = readMount(root(text), plain);
  expect([type, source, target, readOnly]).toEqual(expected);
});

test('.env.example tells what is set and what is only documented', () => {
  expect(readEnvExample({ path: 'e', text: '# About\nA=1\n#B=2 # more\n# C=\n' })).toEqual([
    { name: 'A', value: '1', isSet: true, place: { file: 'e', line: 2, column: 1 } },
    { name: 'B', value: '2', isSet: false, place: { file: 'e', line: 3, column: 2 } },
    { name: 'C', value: '', isSet: false, place: { file: 'e', line: 4, column: 3 } },
  ]);
});

test.each<[string, string[]]>([
  ['http://loki:3100/a?b=http://tempo:3200', ['loki:3100', 'tempo:3200']],
  ['--url=http://user:pass@vm:8428/', ['vm:8428']],
  ['bolt://neo4j', ['neo4j:7687']],
  ['kafka:29092, kafka2:29093', ['kafka:29092', 'kafka2:29093']],
  ['-notifier.addr=alertmanager:9093', ['alertmanager:9093']],
  ['http://localhost:3000 || exit 1', ['localhost:3000']],
  ['1514:514', []],
  ['level: info', []],
  ['0.0.0.0:4317', []],
])('addresses in %s', (text, expected) => {
  expect(addressesIn(text).map(({ host, port }) => `${host}:${port}`)).toEqual(expected);
});

describe('a value in a file', () => {
  const node = root('base: &b {x: 1, y: 2}\nown:\n  <<: *b\n  y: 3\ntext: |\n  first\n  second word\n');

  test('takes in what is merged, its own keys first', () => {
    expect(node.at('own')?.entries.map(([key, value]) => [key, value.value])).toEqual([
      ['y', 3],
      ['x', 1],
    ]);
  });

  test('knows where it stands, and where a word inside it does', () => {
    expect(node.at('own', 'y')?.place).toEqual({ file: 'f.yml', line: 4, column: 6 });
    expect(node.at('own', 'x')?.place).toEqual({ file: 'f.yml', line: 1, column: 14 });
    expect(node.at('text')?.placeOf('word')).toEqual({ file: 'f.yml', line: 7, column: 10 });
  });
});
