import { describe, expect, test } from 'vitest';
import { canonicalHost, hostOf, isAddress, withoutPort } from './host-name.ts';

describe('the host that an instance names', () => {
  test.each([
    ['web-01', 'web-01'],
    ['web-01:9100', 'web-01'],
    ['10.0.0.1:9100', '10.0.0.1'],
    ['[2001:db8::1]:9100', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['https://bmc-7.example.com/redfish/v1', 'bmc-7.example.com'],
    ['http://user:pass@10.0.0.1:8080/?x=1', '10.0.0.1'],
    ['https://[::1]:443', '::1'],
    ['web-01.example.com.', 'web-01.example.com'],
    ['web-01:exporter', 'web-01:exporter'],
  ])('of %s is %s', (instance, host) => {
    expect(hostOf(instance)).toBe(host);
  });

  test('keeps an IPv6 address whole, since its last group is no port', () => {
    expect(withoutPort('fe80::1:9100')).toBe('fe80::1:9100');
  });
});

describe('the spelling that is looked up', () => {
  test.each([
    ['WEB-01', 'web-01'],
    ['2001:DB8::1', '2001:db8:0:0:0:0:0:1'],
    ['2001:0db8:0000:0:0:0:0:0001', '2001:db8:0:0:0:0:0:1'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1'],
    ['::', '0:0:0:0:0:0:0:0'],
  ])('of %s is %s', (host, canonical) => {
    expect(canonicalHost(host)).toBe(canonical);
  });

  test('addresses are told from names', () => {
    expect(['10.0.0.1', '::1', 'fe80::1%eth0'].map(isAddress)).toEqual([true, true, true]);
    expect(['web-01', 'cafe', 'web.example.com', 'db:5432'].map(isAddress)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
