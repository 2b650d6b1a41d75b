import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOurs, NAVIGATION, parsePath, pathOf } from './routes.ts';

test.each(NAVIGATION)('the path of %s leads back to it', (view) => {
  expect(parsePath(pathOf({ view }))).toEqual({ view });
});

test('the bare page is the list of incidents', () => {
  for (const path of ['/ui', '/ui/']) expect(parsePath(path)).toEqual({ view: 'incidents' });
});

test('whatever its id, an incident has a path that leads back to it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (id) => {
      expect(parsePath(pathOf({ view: 'incident', id }))).toEqual({ view: 'incident', id });
    }),
  );
});

test('an id that holds half a character has a path, too', () => {
  expect(pathOf({ view: 'incident', id: 'a\ud800' })).toBe('/ui/incidents/a%EF%BF%BD');
});

test.each(['/ui/nothing', '/ui/incidents/1/more', '/ui/nothing/1', '/elsewhere', '/uiX'])(
  '%s leads nowhere',
  (path) => {
    expect(parsePath(path)).toEqual({ view: 'unknown' });
  },
);

test('an address that cannot be decoded is taken as it is', () => {
  expect(parsePath('/ui/incidents/%zz')).toEqual({ view: 'incident', id: '%zz' });
});

test('only what lies below the page is its own', () => {
  expect([isOurs('/ui'), isOurs('/ui/x'), isOurs('/uix'), isOurs('/api/v1/incidents')]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
