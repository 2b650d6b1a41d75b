import { expect, test } from 'vitest';
import { traceFigures } from './trace-figures.ts';
import type { TraceSpan } from './trace-span.ts';

const span = (id: string, parent: string, name: string, start: number, end: number): TraceSpan => ({
  id,
  parent,
  entity: { id: `urn:${name}`, type: 'service', name },
  operation: `op ${id}`,
  start,
  duration: end - start,
  failed: false,
});

test('a trace through three services', () => {
  const figures = traceFigures([
    span('db', 'call', 'db', 40, 60),
    span('root', '', 'shop', 0, 100),
    span('first', 'root', 'shop', 10, 30),
    span('second', 'root', 'shop', 20, 80),
    span('call', 'second', 'shop', 30, 70),
  ]);
  const shown = figures.map(({ operation, self, gap, children }) => [
    operation,
    self,
    gap && [gap.caller.name, gap.ms],
    children,
  ]);
  expect(shown).toEqual([
    ['op db', 20, ['shop', 20], []],
    ['op root', 30, undefined, ['shop: op first', 'shop: op second']],
    ['op first', 20, undefined, []],
    ['op second', 20, undefined, ['shop: op call']],
    ['op call', undefined, undefined, ['db: op db']],
  ]);
});

test('what is called several times is one child', () => {
  const call = (id: string) => ({ ...span(id, 'a', 'shop', 0, 1), operation: 'query' });
  expect(traceFigures([span('a', '', 'shop', 0, 9), call('b'), call('c')])[0]?.children).toEqual([
    'shop: query',
  ]);
});

test('a span whose parent is missing, or itself, is nobody’s child', () => {
  const figures = traceFigures([span('a', 'gone', 'shop', 0, 5), span('b', 'b', 'cart', 0, 5)]);
  expect(figures.map(({ self, gap, children }) => [self, gap, children])).toEqual([
    [5, undefined, []],
    [5, undefined, []],
  ]);
});
