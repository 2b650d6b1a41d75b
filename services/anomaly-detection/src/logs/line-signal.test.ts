import { describe, expect, test } from 'vitest';
import { lineSignal, linkName } from './line-signal.ts';

const signal = (log_line: string, level?: string, labels?: Record<string, string>) =>
  lineSignal({
    timestamp: '1700000000000000000',
    log_line,
    ...(level === undefined ? {} : { level }),
    ...(labels === undefined ? {} : { labels }),
  });

describe('what a line says', () => {
  test.each([
    'ERROR could not open file',
    'kernel panic: out of memory',
    'java.lang.NullPointerException at Foo.bar',
    'a critical condition',
    'level=error msg="boom"',
    '{"level":"fatal","msg":"boom"}',
  ])('error: %s', (line) => {
    expect(signal(line)).toBe('error');
  });

  test.each([
    'WARN disk is getting full',
    'request served in 3 ms',
    'backup finished with 0 errors',
    'level=info msg="error rate is back to normal"',
    'terrorist is not a word to look for',
  ])('nothing: %s', (line) => {
    expect(signal(line)).toBe('other');
  });

  test('the level field wins over the words, in both directions', () => {
    expect(signal('error budget is fine', 'info')).toBe('other');
    expect(signal('error of the past', 'warning')).toBe('other');
    expect(signal('all is well', 'ERROR')).toBe('error');
    expect(signal('all is well', undefined, { level: 'crit' })).toBe('error');
  });

  test('a level that nobody knows leaves it to the words', () => {
    expect(signal('error: no route', 'unknown')).toBe('error');
  });

  test.each([
    '%LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down',
    '%LINEPROTO-5-UPDOWN: Line protocol on Interface Gi0/1, changed state to down',
    'e1000e 0000:00:1f.6 eth0: NIC Link is Down',
    'IPv6: ADDRCONF(NETDEV_UP): eth1: link is not ready',
    'bond0: carrier lost',
    '%OSPF-5-ADJCHG: Process 1, Nbr 10.0.0.2 on Gi0/1 from FULL to DOWN, Neighbor Down: Dead timer expired',
    '%BGP-5-ADJCHANGE: neighbor 10.0.0.9 Down BGP Notification sent',
  ])('link down, whatever the level: %s', (line) => {
    expect(signal(line, 'info')).toBe('link_down');
  });

  test.each([
    '%LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to up',
    'e1000e 0000:00:1f.6 eth0: NIC Link is Up 1000 Mbps Full Duplex',
    '%OSPF-5-ADJCHG: Process 1, Nbr 10.0.0.2 on Gi0/1 from LOADING to FULL, Loading Done',
    '%BGP-5-ADJCHANGE: neighbor 10.0.0.9 Up',
  ])('link up: %s', (line) => {
    expect(signal(line)).toBe('link_up');
  });
});

test.each([
  ['%LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down', 'GigabitEthernet0/1'],
  ['eth0: NIC Link is Down', 'eth0'],
  ['%OSPF-5-ADJCHG: Process 1, Nbr 10.0.0.2 on Gi0/1 from FULL to DOWN', 'neighbour 10.0.0.2'],
  ['the link is down', ''],
])('the link of "%s" is "%s"', (line, name) => {
  expect(linkName(line)).toBe(name);
});
