import { describe, expect, test } from 'vitest';
import { issueLines } from '../values/issue-lines.ts';
import { devicesFileSchema } from './devices-file.ts';
import { topologyFileSchema } from './topology-file.ts';

function problems(schema: typeof devicesFileSchema | typeof topologyFileSchema, value: unknown): string[] {
  const result = schema.safeParse(value);
  return result.success ? [] : issueLines(result.error);
}

describe('devices.yml', () => {
  test.each<[string, unknown]>([
    [
      'a list',
      {
        devices: [
          {
            name: 'sw-1',
            host: '10.0.0.2',
            type: 'switch',
            tier: 'core',
            vendor: 'x',
            snmp_community: 'public',
          },
          { name: 'web-01', tier: 3, location: 'rack 4', aliases: ['www'] },
        ],
      },
    ],
    [
      'a map by name',
      { devices: { 'sw-1': { ip: '10.0.0.2', type: 'switch', site: 'berlin' }, 'web-01': {} } },
    ],
    ['an empty list', { devices: [] }],
    [
      'devices with what they depend on',
      { devices: { shop: { depends_on: ['db', { name: 'mail', relation: 'async', criticality: 0.3 }] } } },
    ],
    ['unknown fields beside the devices', { version: 2, devices: {} }],
  ])('may be %s', (_what, value) => {
    expect(devicesFileSchema.parse(value)).toEqual(value);
  });

  test.each<[string, unknown, string]>([
    [
      'a device of a list has no name',
      { devices: [{ name: 'a' }, { host: 'b' }] },
      'devices.1.name: expected string',
    ],
    ['a field has the wrong type', { devices: { 'sw-1': { ip: 10 } } }, 'devices.sw-1.ip: expected string'],
    [
      'a dependency is neither a name nor a map with one',
      { devices: [{ name: 'a', depends_on: [7] }] },
      'devices.0.depends_on.0: expected the name of a device or service',
    ],
    [
      'a dependency has no number for its criticality',
      { devices: [{ name: 'a', depends_on: [{ name: 'b', criticality: 2 }] }] },
      'devices.0.depends_on.0.criticality: expected a number from 0 to 1',
    ],
    ['there are no devices', {}, 'devices: expected a list of devices'],
    ['the devices are neither', { devices: 'sw-1' }, 'devices: expected a list of devices'],
  ])('is refused where %s', (_what, value, problem) => {
    expect(problems(devicesFileSchema, value).join('\n')).toContain(problem);
  });
});

describe('topology.json', () => {
  const edge = { source: 'sw-1', target: 'web-01' };
  const file = { nodes: { 'sw-1': { host: '10.0.0.2', type: 'switch' }, 'web-01': {} }, edges: [edge] };

  test.each<[string, unknown]>([
    ['an edge without ports', file],
    [
      'an edge with ports',
      { ...file, edges: [{ ...edge, source_port: 'Gi0/1', target_port: null, protocol: 'lldp' }] },
    ],
    [
      'an edge that says how critical it is',
      { ...file, edges: [{ ...edge, kind: 'calls', criticality: 0.3 }] },
    ],
    ['an end that no node names', { ...file, nodes: {} }],
    [
      'what discovery adds',
      { ...file, aggregations: [{ members: [] }], loops: [], updated: '2026-01-27T12:00:00.123456' },
    ],
    ['no date', { ...file, updated: null }],
  ])('may hold %s', (_what, value) => {
    expect(topologyFileSchema.parse(value)).toEqual(value);
  });

  test.each<[string, unknown, string]>([
    ['an edge has no end', { ...file, edges: [{ source: 'sw-1' }] }, 'edges.0.target: expected string'],
    [
      'an edge has a kind of its own making',
      { ...file, edges: [{ ...edge, kind: 'uses' }] },
      'edges.0.kind: expected one of connects_to, calls, runs_on, depends_on',
    ],
    ['there are no edges', { nodes: {} }, 'edges: expected array'],
    ['the date is none', { ...file, updated: 'lately' }, 'updated: expected ISO 8601'],
  ])('is refused where %s', (_what, value, problem) => {
    expect(problems(topologyFileSchema, value).join('\n')).toContain(problem);
  });
});
