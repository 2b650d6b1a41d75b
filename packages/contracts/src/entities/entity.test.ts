import { describe, expect, test } from 'vitest';
import type { TopologyNode } from '../network/topology.ts';
import type { Labels } from '../values/labels.ts';
import { createEntityResolver } from './entity.ts';
import { entityUrn } from './entity-id.ts';

function device(name: string, more: Partial<TopologyNode> = {}): TopologyNode {
  const site = more.site ?? 'default';
  const type = more.type ?? 'server';
  return { id: entityUrn('device', type, site, name), kind: 'device', type, site, name, ...more };
}
function service(name: string, more: Partial<TopologyNode> = {}): TopologyNode {
  return {
    ...device(name, { type: 'service', ...more }),
    id: entityUrn('service', 'service', more.site ?? 'default', name),
    kind: 'service',
  };
}

const web = device('web-01', {
  host: 'web-01.example.com',
  ip: '10.0.0.1',
  aliases: ['2001:db8::1', 'bmc-web-01'],
});
const shop = service('checkout');
const nodes = [web, device('core-sw', { type: 'switch', ip: '10.0.0.254' }), shop];

/** The name that labels resolve to, with `?` when it is not known. */
function named(labels: Labels, topology: readonly TopologyNode[] = nodes): string {
  const entity = createEntityResolver(topology).resolve(labels);
  return entity.known ? entity.id : `?${entity.id}`;
}

describe('one device', () => {
  test.each<[string, Labels]>([
    ["a metric's instance with a port", { instance: 'web-01:9100', job: 'node' }],
    ["a metric's address with a port", { instance: '10.0.0.1:9100' }],
    ['an IPv6 address with a port', { instance: '[2001:db8::1]:9100' }],
    ['an IPv6 address spelled out', { instance: '2001:0DB8:0:0:0:0:0:1' }],
    ["a log's host", { host: 'WEB-01', job: 'varlogs' }],
    ['a full domain name', { hostname: 'web-01.example.com.' }],
    ["a span's host.name", { 'host.name': 'web-01' }],
    ["an alert's device_name", { alertname: 'HighCpu', severity: 'P1', device_name: 'web-01' }],
    ["an incident's device", { device: 'web-01' }],
    ['an alias', { target: 'bmc-web-01' }],
    ['the URL of its management board', { instance: 'https://bmc-web-01/redfish/v1' }],
    ['a host metric of one of its disks', { device: 'sda1', instance: 'web-01:9100' }],
    ['a log of a process that no topology knows', { service: 'sshd', host: 'web-01' }],
    ['a host beside a service name that says nothing', { service_name: 'unknown_service', host: 'web-01' }],
    ['a blank label beside one that names it', { host: ' ', instance: 'web-01' }],
  ])('is found by %s', (_what, labels) => {
    expect(named(labels)).toBe(web.id);
  });
});

describe('a service', () => {
  test.each<[string, Labels]>([
    ["a span's service.name", { 'service.name': 'checkout', 'host.name': 'web-01' }],
    ["a log's service_name", { service_name: 'Checkout' }],
    ['an instance that is scraped by its name', { instance: 'checkout:5001' }],
    ['the job, when nothing else names anything', { job: 'checkout' }],
  ])('is found by %s', (_what, labels) => {
    expect(named(labels)).toBe(shop.id);
  });
});

describe('what no topology knows', () => {
  test('keeps its own label as a name and is marked', () => {
    const entity = createEntityResolver(nodes).resolve({ instance: 'Test-Server:9100' });
    expect(entity).toEqual({
      id: 'urn:aiops:device:unknown:default:test-server',
      kind: 'device',
      type: 'unknown',
      site: 'default',
      name: 'Test-Server',
      known: false,
    });
  });

  test('keeps the site and type that its labels tell', () => {
    expect(named({ device_name: 'sw-9', device_type: 'switch', site: 'berlin' })).toBe(
      '?urn:aiops:device:switch:berlin:sw-9',
    );
  });

  test('is a service when a service label names it', () => {
    expect(named({ 'service.name': 'cart', 'host.name': 'web-77' })).toBe(
      '?urn:aiops:service:service:default:cart',
    );
  });

  test('is a device where the service name says nothing', () => {
    expect(named({ service_name: 'unknown_service:node', host: 'web-77' })).toBe(
      '?urn:aiops:device:unknown:default:web-77',
    );
  });

  test('without any naming label is unnamed', () => {
    expect(named({ severity: 'P1' })).toBe('?urn:aiops:device:unknown:default:unnamed');
  });
});

describe('a name that several share', () => {
  const both = [device('fw', { site: 'berlin' }), device('fw', { site: 'paris' })];

  test('is told apart by the site', () => {
    expect(named({ host: 'fw', site: 'Paris' }, both)).toBe('urn:aiops:device:server:paris:fw');
  });

  test('leads to none of them without one, in whatever order they are given', () => {
    expect(named({ host: 'fw' }, both)).toBe('?urn:aiops:device:unknown:default:fw');
    expect(named({ host: 'fw' }, [...both].reverse())).toBe('?urn:aiops:device:unknown:default:fw');
  });

  test('leads to the one whose own name it is before one that has it as an alias', () => {
    const nodes = [device('other', { aliases: ['db'] }), device('db')];
    expect(named({ host: 'db' }, nodes)).toBe('urn:aiops:device:server:default:db');
  });
});

describe('a full domain name', () => {
  test('finds the device of which only the short name is known', () => {
    expect(named({ host: 'core-sw.example.net' })).toBe('urn:aiops:device:switch:default:core-sw');
  });

  test('of another domain than the one that is known is another device', () => {
    expect(named({ host: 'web-01.elsewhere.org' })).toBe(
      '?urn:aiops:device:unknown:default:web-01.elsewhere.org',
    );
  });

  test('is found by its short form', () => {
    expect(named({ host: 'db-1' }, [device('db-1.example.com')])).toBe(
      'urn:aiops:device:server:default:db-1.example.com',
    );
  });
});
