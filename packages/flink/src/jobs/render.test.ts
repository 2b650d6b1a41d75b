import { expect, test } from 'vitest';
import { render, sqlText } from './render.ts';

test('a text ends no literal, whatever it holds; SQL goes in as it is', () => {
  const script = `WITH ('topic' = '\${TOPIC}', \${MORE})`;
  expect(render(script, { TOPIC: `it's $& \${MORE}`, MORE: { sql: "'a' = 'b'" } })).toBe(
    `WITH ('topic' = 'it''s $& \${MORE}', 'a' = 'b')`,
  );
  expect(sqlText("it's")).toBe("'it''s'");
});

test('a placeholder that nothing is known for is named', () => {
  expect(() => render(`'\${TOPIK}'`, { TOPIC: 'a' })).toThrow('TOPIK} stands for nothing; known are TOPIC');
  expect(() => render(`'\${CONSTRUCTOR}'`, {})).toThrow('CONSTRUCTOR} stands for nothing');
});
