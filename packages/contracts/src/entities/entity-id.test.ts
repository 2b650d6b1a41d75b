import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entityUrn, nameOf, siteOf, typeOf } from './entity-id.ts';

describe('an entity id', () => {
  test('says kind, type, site and name', () => {
    expect(entityUrn('device', 'server', 'default', 'Web-01')).toBe('urn:aiops:device:server:default:web-01');
    expect(entityUrn('device', 'server', 'dc 1', '2001:db8::1')).toBe(
      'urn:aiops:device:server:dc%201:2001%3Adb8%3A%3A1',
    );
  });

  test('gives back its type, site and name, whatever characters they hold', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, text, (type, site, name) => {
        const id = entityUrn('service', type, site, name);
        expect(id).toMatch(/^urn:aiops:service:[^:]*:[^:]*:[^:]*$/);
        expect(typeOf(id)).toBe(type.trim().toLowerCase());
        expect(siteOf(id)).toBe(site.trim().toLowerCase() || 'default');
        expect(nameOf(id)).toBe(name.trim().toLowerCase());
      }),
    );
  });

  test('is made of text that is no valid Unicode, too', () => {
    expect(nameOf(entityUrn('device', 'server', 'default', 'a\ud800b'))).toBe('a\ufffdb');
  });

  test.each(['web-01', '', 'urn:aiops:device:server:%zz:x', 'urn:other:device:server:dc1:x', 'a:b:c:d:e:f'])(
    'that is not one of ours is of no known type, lies in the default site and is its own name: %j',
    (id) => {
      expect(typeOf(id)).toBe('unknown');
      expect(siteOf(id)).toBe('default');
      expect(nameOf(id)).toBe(id);
    },
  );
});
