import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contentId, eventMessageSchema, type Topology } from '@aiops/contracts';
import { createMemoryTopologyStore, type OutMessage, type TopologyStore, Unavailable } from '@aiops/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readTopologyFiles } from './read-inputs.ts';
import { runGraphBuilder } from './run-graph-builder.ts';
import { buildGraph } from './service.ts';

const NOON = Date.UTC(2026, 0, 27, 12);
const now = () => NOON;
const DEVICES = 'devices:\n  - {name: a, ip: 10.0.0.1}\n  - {name: b}\n';
const CABLE = '{"nodes": {}, "edges": [{"source": "a", "target": "b"}]}';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graph-builder-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Writes the two files and returns their paths; undefined leaves one out. */
async function files(devices: string | undefined, topology: string | undefined) {
  const devicesFile = join(folder, 'devices.yml');
  const topologyFile = join(folder, 'topology.json');
  await Promise.all([rm(devicesFile, { force: true }), rm(topologyFile, { force: true })]);
  if (devices !== undefined) await writeFile(devicesFile, devices);
  if (topology !== undefined) await writeFile(topologyFile, topology);
  return { devicesFile, topologyFile };
}

/** A store that remembers, and counts what is written to it. */
function rememberingStore(): TopologyStore & { writes: number } {
  let held: Topology | undefined;
  return {
    writes: 0,
    async replace(nodes, edges, asOf) {
      this.writes += 1;
      const version = contentId(JSON.stringify([nodes, edges]));
      const changed = version !== held?.version;
      if (changed) held = { version, as_of: asOf, nodes, edges };
      return { version, changed };
    },
    snapshot: async () => held,
    history: async () => [],
    close: async () => {},
  };
}

describe('buildGraph', () => {
  test('stores the map, and a second time changes nothing', async () => {
    const store = rememberingStore();
    const told: OutMessage[] = [];
    const publish = async (messages: readonly OutMessage[]) => void told.push(...messages);
    const paths = await files(DEVICES, CABLE);
    const first = await buildGraph({ ...paths, store, publish, now });
    expect(first).toMatchObject({ changed: true, nodes: 2, edges: 1 });
    const again = await buildGraph({ ...paths, store, publish, now: () => NOON + 1 });
    expect(again).toEqual({ ...first, changed: false });
    expect(told).toHaveLength(1);
    expect((await store.snapshot())?.as_of).toBe('2026-01-27T12:00:00.000Z');
  });

  test('a change is told once, with what came and what went', async () => {
    const store = rememberingStore();
    const before = await buildGraph({ ...(await files(DEVICES, CABLE)), store, now });
    const told: OutMessage[] = [];
    const publish = async (messages: readonly OutMessage[]) => void told.push(...messages);
    const renamed = await files(
      DEVICES.replace('name: b', 'name: c'),
      '{"nodes": {}, "edges": [{"source": "a", "target": "c", "source_port": "p1"}]}',
    );
    const after = await buildGraph({ ...renamed, store, publish, now: () => NOON + 60_000 });
    expect(told).toHaveLength(1);
    expect(eventMessageSchema.parse(told[0]?.value)).toEqual({
      event_id: contentId('topology_changed', before.version, after.version),
      timestamp: '2026-01-27T12:01:00.000Z',
      event_type: 'topology_changed',
      source: 'graph-builder',
      severity: 'info',
      summary: 'The topology has 2 nodes and 1 edges; 2 came, 2 went.',
      details: {
        version: after.version,
        previous: before.version,
        nodes: 2,
        edges: 1,
        added: ['urn:aiops:device:unknown:default:c', 'a p1 connects_to c'],
        added_total: 2,
        removed: ['urn:aiops:device:unknown:default:b', 'a connects_to b'],
        removed_total: 2,
      },
    });
  });

  test('what is the same and yet different is told as changed; when it was last seen is no difference', async () => {
    const store = createMemoryTopologyStore();
    const updated = CABLE.replace('{', '{"updated": "2026-01-27T10:00:00Z", ');
    await buildGraph({ ...(await files(DEVICES, CABLE)), store, now });
    const told: OutMessage[] = [];
    const publish = async (messages: readonly OutMessage[]) => void told.push(...messages);
    await buildGraph({ ...(await files(DEVICES, updated)), store, publish, now });
    expect(told).toEqual([]);
    const vendor = DEVICES.replace('name: b', 'name: b, vendor: Acme');
    const weaker = updated.replace('"b"', '"b", "criticality": 0.5');
    await buildGraph({ ...(await files(vendor, weaker)), store, publish, now });
    expect(told.map(({ value }) => value)).toMatchObject([
      {
        summary: 'The topology has 2 nodes and 1 edges; 0 came, 0 went, 2 changed.',
        details: {
          added: [],
          removed: [],
          changed: ['urn:aiops:device:unknown:default:b', 'a connects_to b'],
          changed_total: 2,
        },
      },
    ]);
  });

  test('without a topology file there are devices and no cables', async () => {
    const result = await buildGraph({
      ...(await files(DEVICES, undefined)),
      store: rememberingStore(),
      now,
    });
    expect(result).toMatchObject({ nodes: 2, edges: 0 });
  });

  test('the sample site is sound: 13 devices, one stub, a cable told twice counted once', async () => {
    const store = rememberingStore();
    const path = (file: string) => fileURLToPath(new URL(`../../../${file}`, import.meta.url));
    await buildGraph({
      devicesFile: path('config/topology/devices.yml'),
      topologyFile: path('data/topology/topology.json'),
      store,
      now,
    });
    const { nodes, edges } = (await store.snapshot()) as Topology;
    expect(nodes).toHaveLength(14);
    expect(new Set(nodes.map((node) => node.site))).toEqual(new Set(['lab']));
    expect(nodes.filter((node) => node.stub).map((node) => node.name)).toEqual(['ups-1']);
    expect(edges).toHaveLength(17);
    expect(edges.filter((edge) => edge.source_port === undefined)).toHaveLength(1);
    expect(
      nodes.filter((node) => !edges.some((edge) => edge.from === node.id || edge.to === node.id)),
    ).toEqual([]);
  });
});

describe('the targets of Redfish', () => {
  const build = async (targets: string | undefined) => {
    const redfishFile = join(folder, 'bmcs.yml');
    if (targets !== undefined) await writeFile(redfishFile, targets);
    const store = createMemoryTopologyStore();
    await buildGraph({ ...(await files(DEVICES, undefined)), redfishFile, store, now });
    return (await store.snapshot())?.edges.map(({ from, kind, to }) => `${from} ${kind} ${to}`);
  };

  test('are merged in', async () => {
    expect(await build("- targets: ['a-bmc']\n  labels: {rack: 7}\n")).toEqual([
      'urn:aiops:device:bmc:default:a-bmc depends_on urn:aiops:device:unknown:default:a',
    ]);
  });

  test('may be absent, or nothing but comments', async () => {
    expect(await build(undefined)).toEqual([]);
    expect(await build('# none yet\n\n  # really\n')).toEqual([]);
  });

  test('are refused, with their place, when they are something else', async () => {
    await expect(build('targets: []\n')).rejects.toThrow(
      /bmcs\.yml:1:1 expected a list of groups with `targets` and `labels`$/,
    );
    await expect(build('- labels: {}\n')).rejects.toThrow(/bmcs\.yml:1:3 \[0\]\.targets: expected array/);
  });
});

describe('a bad input is refused with every problem, and nothing is stored', () => {
  const DEVICES_EXPECTED = 'expected a list of devices with a `name` each, or a map from name to device';
  const deviceHint = 'no such file; list the devices in it, or set topology.devices';
  const bad: [name: string, devices: string | undefined, topology: string | undefined, problems: string[]][] =
    [
      ['no devices file', undefined, CABLE, [`devices.yml: ${deviceHint}`]],
      ['an empty devices file', '', CABLE, ['devices.yml:1:1 the file is empty']],
      [
        'broken YAML',
        'devices:\n  - name: a\n   ip: 10.0.0.1\n',
        CABLE,
        ['devices.yml:3:4 not YAML: bad indentation of a sequence entry'],
      ],
      ['no devices key', 'switches: []\n', CABLE, [`devices.yml:1:1 devices: ${DEVICES_EXPECTED}`]],
      [
        'a device without a name, and one whose fields are no text',
        'devices:\n  - host: h1\n  - name: b\n    ip: 10\n    aliases:\n      - x\n      - 7\n',
        CABLE,
        [
          'devices.yml:2:5 devices[0].name: expected string, received undefined',
          'devices.yml:4:9 devices[1].ip: expected string, received number',
          'devices.yml:7:9 devices[1].aliases[1]: expected string, received number',
        ],
      ],
      [
        'a bad field in the shape by name',
        'devices:\n  sw-1: {ip: 10.0.0.1}\n  sw-2: {ip: [10.0.0.2]}\n  sw-3:\n',
        CABLE,
        [
          'devices.yml:3:10 devices.sw-2.ip: expected string, received array',
          'devices.yml:4:3 devices.sw-3: expected object, received null',
        ],
      ],
      [
        'a device listed twice',
        'devices:\n  - name: a\n  - name: b\n  - name: A\n',
        CABLE,
        ['devices.yml:4:5 devices[2]: "A" is listed twice in its site, first as devices[0]'],
      ],
      [
        'broken JSON',
        DEVICES,
        '{\n  "nodes": {},\n  "edges": [],\n}\n',
        ['topology.json:4:1 not JSON: expected a name in double quotes, found "}"'],
      ],
      [
        'edges of the wrong shape',
        DEVICES,
        '{\n  "edges": [\n    {"source": "a"},\n    {"source": "a", "target": "b", "source_port": 7}\n  ]\n}\n',
        [
          'topology.json:1:1 nodes: expected record, received undefined',
          'topology.json:3:5 edges[0].target: expected string, received undefined',
          'topology.json:4:51 edges[1].source_port: expected string, received number',
        ],
      ],
      [
        'a cable from a device to itself',
        DEVICES,
        '{"nodes": {}, "edges": [\n  {"source": "a", "target": "b"},\n  {"source": "a", "target": "10.0.0.1"}\n]}',
        ['topology.json:3:3 edges[1]: "a" and "10.0.0.1" are the same device, "a"; a cable needs two ends'],
      ],
      [
        'both files bad',
        'devices: 3\n',
        '[]',
        [
          `devices.yml:1:10 devices: ${DEVICES_EXPECTED}`,
          'topology.json:1:1 expected object, received array',
        ],
      ],
    ];

  test.each(bad)('%s', async (_name, devices, topology, problems) => {
    const store = rememberingStore();
    const building = buildGraph({ ...(await files(devices, topology)), store, now });
    await expect(building).rejects.toMatchObject({
      name: 'InvalidTopology',
      problems: problems.map((problem) => join(folder, problem)),
    });
    expect(store.writes).toBe(0);
  });

  test('a folder in place of a file', async () => {
    const { devicesFile, topologyFile } = await files(DEVICES, undefined);
    await mkdir(topologyFile);
    const building = buildGraph({ devicesFile, topologyFile, store: rememberingStore(), now });
    await expect(building).rejects.toThrow(`${topologyFile}: cannot be read: it is a folder`);
  });
});

test('a check counts the devices, or tells the problems, and stores nothing', async () => {
  const good = await files(DEVICES, '{"nodes": {}, "edges": [{"source": "a", "target": "stub"}]}');
  expect(await readTopologyFiles(good.devicesFile, good.topologyFile)).toEqual({ problems: [], devices: 2 });
  const bad = await files(DEVICES, '[');
  expect(await readTopologyFiles(bad.devicesFile, bad.topologyFile)).toEqual({
    problems: [`${bad.topologyFile}:1:2 not JSON: expected a value, found the end of the file`],
    devices: 0,
  });
});

describe('runGraphBuilder', () => {
  test('says what it stored and ends with 0', async () => {
    const printed: string[] = [];
    const options = { store: rememberingStore(), now, print: (text: string) => void printed.push(text) };
    const paths = await files(DEVICES, CABLE);
    expect(await runGraphBuilder({ ...paths, ...options })).toBe(0);
    expect(await runGraphBuilder({ ...paths, ...options })).toBe(0);
    expect(printed[0]).toMatch(/^Topology stored: 2 nodes, 1 edges, version [0-9a-f]{24}\.$/);
    expect(printed[1]).toBe(printed[0]?.replace('stored', 'unchanged'));
  });

  test('ends with 1 and one clear line when an input is bad or the store is away', async () => {
    const printed: string[] = [];
    const print = (text: string) => void printed.push(text);
    const store = rememberingStore();
    const missing = await files(undefined, CABLE);
    expect(await runGraphBuilder({ ...missing, store, now, print })).toBe(1);
    const away = {
      ...store,
      snapshot: () => Promise.reject(new Unavailable('no Neo4j at bolt://127.0.0.1:7687')),
    };
    expect(await runGraphBuilder({ ...(await files(DEVICES, CABLE)), store: away, now, print })).toBe(1);
    expect(printed).toEqual([
      `Topology not stored: ${missing.devicesFile}: no such file; list the devices in it, or set topology.devices`,
      'Topology not stored: no Neo4j at bolt://127.0.0.1:7687',
    ]);
  });

  test('a bug is not dressed up as a bad input', async () => {
    const store = { ...rememberingStore(), snapshot: () => Promise.reject(new TypeError('oops')) };
    const paths = await files(DEVICES, CABLE);
    await expect(runGraphBuilder({ ...paths, store, now, print: () => {} })).rejects.toThrow('oops');
  });
});
