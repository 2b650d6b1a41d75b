import { expect, test } from 'vitest';
import { replaceSection } from './replace-section.ts';

const document = 'before\n<!-- simulation: begin -->\nold\n<!-- simulation: end -->\nafter\n';

test('only what stands between the marks is replaced, again and again', () => {
  const once = replaceSection(document, '$& new');
  expect(once).toBe('before\n<!-- simulation: begin -->\n\n$& new\n\n<!-- simulation: end -->\nafter\n');
  expect(replaceSection(once, '$& new')).toBe(once);
});

test('a document without the marks is refused', () => {
  expect(() => replaceSection(document.replace('end -->', ''), 'new')).toThrow('mark it with the lines <!--');
});
