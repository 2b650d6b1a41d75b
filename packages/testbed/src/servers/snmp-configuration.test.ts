import { describe, expect, test } from 'vitest';
import { olderSnmpConfiguration } from './snmp-configuration.ts';

const newer = `# Logins and modules
auths:
  public_v2:
    version: 2
    community: public # everybody's
  v3:
    version: 3
    username: monitor
    security_level: authNoPriv

modules:
  # Interfaces
  if_mib:
    walk: [1.3.6.1.2.1.31.1.1]
    metrics:
      - name: ifHCInOctets
        oid: 1.3.6.1.2.1.31.1.1.1.6
        type: counter
  system:
    get:
    - 1.3.6.1.2.1.1.5.0
`;

describe('the older form of an snmp_exporter configuration', () => {
  test('has the login in each module and the rest unchanged', () => {
    expect(olderSnmpConfiguration(newer, 'public_v2').replace(/\n+/g, '\n')).toBe(`if_mib:
  version: 2
  auth:
    community: public # everybody's
  walk: [1.3.6.1.2.1.31.1.1]
  metrics:
    - name: ifHCInOctets
      oid: 1.3.6.1.2.1.31.1.1.1.6
      type: counter
system:
  version: 2
  auth:
    community: public # everybody's
  get:
  - 1.3.6.1.2.1.1.5.0
`);
  });

  test('takes the login that is asked for', () => {
    expect(olderSnmpConfiguration(newer, 'v3')).toContain(
      '  version: 3\n  auth:\n    username: monitor\n    security_level: authNoPriv\n',
    );
  });

  test.each([
    [newer, 'other', /no login other/],
    ['modules:\n  a:\n    walk: []\n', 'public_v2', /no section auths/],
    ['auths:\n  public_v2:\n    version: 2\n', 'public_v2', /no section modules/],
  ])('cannot be made without its sections', (text, auth, reason) => {
    expect(() => olderSnmpConfiguration(text, auth)).toThrow(reason);
  });
});
