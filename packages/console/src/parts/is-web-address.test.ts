import { expect, test } from 'vitest';
import { isWebAddress } from './is-web-address.ts';

test.each(['http://tempo:3200/api/traces/1', 'https://grafana.example/d/1?x=%22'])(
  '%s may become a link',
  (text) => {
    expect(isWebAddress(text)).toBe(true);
  },
);

test.each([
  'javascript:alert(1)',
  ' JavaScript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:http://x/y',
  '//evil.example',
  '/api/v1/session',
  'https://user:secret@example',
  '<a href="http://x">',
  '',
])('%s stays text', (text) => {
  expect(isWebAddress(text)).toBe(false);
});
