import { describe, expect, test } from 'vitest';
import { entityRef } from './subject.ts';

describe('the entity of a message', () => {
  test('has the type and name that the message tells, or else those in its id', () => {
    const id = 'urn:aiops:device:switch:dc1:tor%201';
    expect(entityRef(id, 'router', 'r1')).toEqual({ id, type: 'router', name: 'r1' });
    expect(entityRef(id, undefined, undefined)).toEqual({ id, type: 'switch', name: 'tor 1' });
  });

  test('may have an id that does not decode: a message can say anything, and must not end the service', () => {
    const id = 'urn:aiops:device:%zz:dc1:web-01';
    expect(entityRef(id, 'server', 'web-01')).toEqual({ id, type: 'server', name: 'web-01' });
    expect(entityRef(id, undefined, undefined)).toEqual({ id, type: 'unknown', name: id });
  });
});
