import type { DevicesFile, TargetsFile } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { mergeTopology } from './merge-topology.ts';

const id = (type: string, name: string) => `urn:aiops:device:${type}:lab:${name}`;
const site = 'lab';
const devices: DevicesFile = {
  devices: [
    { name: 'server-1', type: 'server', site },
    { name: 'server-2', type: 'server', site },
    {
      name: 'server-1-bmc',
      host: 'server-1-bmc.lab.example',
      ip: '192.0.2.201',
      type: 'bmc',
      vendor: 'Dell',
      site,
    },
  ],
};
const merge = (redfish: TargetsFile) => mergeTopology({ devices, redfish });
const watches = (controller: string, server: string) => ({
  from: controller,
  to: server,
  kind: 'depends_on',
  source: 'redfish',
  criticality: 0.2,
});

test('a controller that the devices name, by name or address, is that device and watches the server in its name', () => {
  const byName = merge([
    { targets: ['server-1-bmc.lab.example'], labels: { device_name: 'server-1-bmc', location: 'rack C' } },
  ]);
  expect(byName.problems).toEqual([]);
  expect(byName.nodes).toHaveLength(3);
  expect(byName.nodes.find(({ name }) => name === 'server-1-bmc')).toMatchObject({
    vendor: 'Dell',
    location: 'rack C',
  });
  expect(byName.edges).toEqual([watches(id('bmc', 'server-1-bmc'), id('server', 'server-1'))]);
  expect(merge([{ targets: ['192.0.2.201:443'] }]).edges).toEqual(byName.edges);
});

test.each(['ilo-server-2.lab.example', 'server-2-idrac'])(
  '%s is a new device that watches its server',
  (target) => {
    const { nodes, edges } = merge([{ targets: [target], labels: { site } }]);
    expect(nodes.find(({ name }) => name === target)).toMatchObject({ type: 'bmc', site, host: target });
    expect(edges).toEqual([watches(id('bmc', target), id('server', 'server-2'))]);
  },
);

test('the label server says which one it is; a server that nothing names is a stub', () => {
  const { nodes, edges } = merge([
    { targets: ['192.0.2.77'], labels: { site, server: 'server-2' } },
    { targets: ['192.0.2.78'], labels: { site, server: 'server-9' } },
  ]);
  expect(nodes.find(({ name }) => name === 'server-9')).toMatchObject({ stub: true, site });
  expect(edges).toEqual([
    watches(id('bmc', '192.0.2.77'), id('server', 'server-2')),
    watches(id('bmc', '192.0.2.78'), id('unknown', 'server-9')),
  ]);
});

test('targets that share their labels keep names of their own; one without a server is a device all the same', () => {
  const { nodes, edges } = merge([
    { targets: ['bmc-a', 'bmc-b'], labels: { site, device_name: 'all', room: 1 } },
  ]);
  expect(nodes.filter(({ type }) => type === 'bmc').map(({ name }) => name)).toEqual([
    'bmc-a',
    'bmc-b',
    'server-1-bmc',
  ]);
  expect(edges).toEqual([]);
});

test('a group without targets adds nothing', () => {
  const { nodes, edges } = merge([{ targets: [], labels: { device_name: 'server-2-bmc', site } }]);
  expect([nodes.length, edges]).toEqual([3, []]);
});

test('a target that could be two devices is refused with its place', () => {
  const redfish = [{ targets: ['server-1'], labels: { device_name: 'server-2' } }];
  expect(merge(redfish).problems).toEqual([
    {
      input: 'redfish',
      path: [0, 'targets', 0],
      message:
        'stands for "server-2" of site lab and "server-1" of site lab: give each of them names and addresses of its own',
    },
  ]);
});
