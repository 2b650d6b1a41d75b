import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { templateText } from './template.ts';
import { createTemplateMiner, emptyMiner, type MinerState } from './template-miner.ts';

const options = { maxTemplates: 100 };

/** Template ids of lines, each given when its line arrived. */
function mined(lines: readonly string[], state: MinerState = emptyMiner(), maxTemplates = 100): string[] {
  const miner = createTemplateMiner(state, { maxTemplates });
  return lines.map((line, at) => miner.take(line, at).template.id);
}
const kinds = (...lines: string[]) => new Set(mined(lines)).size;

describe('lines of one kind', () => {
  test.each([
    ['numbers', 'Took 3 ms', 'Took 4711 ms'],
    [
      'user names',
      'Failed password for root from 10.0.0.1 port 22',
      'Failed password for ann from 10.0.0.2 port 9',
    ],
    ['names put together', 'Storage domain main-disk is full now', 'Storage domain backup_two is full now'],
    ['lists', 'Deleting block a1', 'Deleting block a1 b2 c3'],
  ])('%s', (_what, one, other) => {
    expect(kinds(one, other)).toBe(1);
  });
});

describe('lines of two kinds', () => {
  test.each([
    ['verbs', 'The virtual machine was paused by 7', 'The virtual machine was resumed by 7'],
    ['states', 'Task 7 moved from NEW to RUNNING', 'Task 7 moved from NEW to FAILED'],
    ['flags', 'Panel of user ann is visible=true', 'Panel of user ann is visible=false'],
    ['methods', '"GET /a/b" 200', '"PUT /a/b" 200'],
    ['another number of words', 'Link is up', 'Link is up again'],
    ['names that share too little', 'Loading from-disk', 'Loading from-tape'],
    ['speakers', 'getTasks: caller 7 is denied', 'getCells: caller 7 is denied'],
  ])('%s', (_what, one, other) => {
    expect(kinds(one, other)).toBe(2);
  });
});

test('the text of a template becomes more general, its id stays', () => {
  const state = emptyMiner();
  const miner = createTemplateMiner(state, options);
  const first = miner.take('Opened door for ann by key 7', 1);
  expect(first).toMatchObject({ isNew: true, evicted: undefined });
  expect(templateText(first.template)).toBe('Opened door for ann by key <*>');
  const { id } = first.template;
  const second = miner.take('Opened door for bob by key 8', 2);
  expect(second).toMatchObject({ isNew: false, template: { id, used: 2 } });
  expect(templateText(second.template)).toBe('Opened door for <*> by key <*>');
  expect(miner.find('Opened door for cyd by key 9')?.id).toBe(id);
  expect(miner.find('Closed door for cyd by key 9')).toBeUndefined();
  expect(state.templates).toHaveLength(1);
});

test('a line that once fitted a template always will, however general it has become', () => {
  const line = 'set read-ahead write-back sync-all trim-none now or later';
  const others = ['read-ahead', 'write-back', 'sync-all', 'trim-none'].map((word) =>
    line.replace(word, 'no-thing'),
  );
  expect(new Set(mined([line, ...others, line])).size).toBe(1);
});

test('the least recently used template leaves when there are too many', () => {
  const miner = createTemplateMiner(emptyMiner(), { maxTemplates: 2 });
  const one = miner.take('one', 1).template;
  const two = miner.take('two words', 2).template;
  miner.take('one', 3);
  expect(miner.take('and three words', 4).evicted).toBe(two);
  expect(miner.find('two words')).toBeUndefined();
  expect(miner.find('one')).toBe(one);
});

test('a crowded leaf loses its least recently used template even when there is room elsewhere', () => {
  const miner = createTemplateMiner(emptyMiner(), { maxTemplates: 1000 });
  const words = Array.from(
    { length: 65 },
    (_, i) => `x${String.fromCharCode(97 + (i % 26), 97 + Math.floor(i / 26))}`,
  );
  const matches = words.map((word, at) => miner.take(`same path ${word}`, at));
  expect(matches.filter(({ evicted }) => evicted !== undefined)).toHaveLength(1);
  expect(matches.at(-1)?.evicted).toBe(matches[0]?.template);
});

test('hostile lines cannot make the state grow', () => {
  const state = emptyMiner();
  let seed = 1;
  const word = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return (seed % 26 ** 5).toString(26).replace(/\d/g, (digit) => String.fromCharCode(113 + Number(digit)));
  };
  const lines = Array.from(
    { length: 3000 },
    (_, i) => `${i % 2 ? 'a b ' : ''}${Array.from({ length: 1 + (i % 200) }, word).join(' ')}`,
  );
  mined(
    [...lines, '__proto__ constructor', 'z'.repeat(1e6), `${'('.repeat(1e6)}a`, '\u0000', '\ud800'],
    state,
  );
  expect(state.templates).toHaveLength(100);
  expect(JSON.stringify(state).length).toBeLessThan(100 * 3_000);
});

const part = fc.constantFrom(
  'Task',
  '7',
  'for',
  'from',
  'ann',
  'a-b',
  'c_d',
  'RUNNING',
  'x=1',
  'done',
  '/a/b',
  '__proto__',
  'at',
  'u@v',
);
const someLines = fc.array(
  fc.array(part, { maxLength: 8 }).map((parts) => parts.join(' ')),
  { maxLength: 60 },
);

test('a restart in between changes nothing, and no two templates share an id', () => {
  fc.assert(
    fc.property(someLines, fc.nat(60), (lines, cut) => {
      const whole = mined(lines, emptyMiner(), 8);
      const state = emptyMiner();
      const before = mined(lines.slice(0, cut), state, 8);
      const restored = JSON.parse(JSON.stringify(state)) as MinerState;
      const miner = createTemplateMiner(restored, { maxTemplates: 8 });
      const after = lines.slice(cut).map((line, i) => miner.take(line, cut + i).template.id);
      expect([...before, ...after]).toEqual(whole);
      expect(new Set(restored.templates.map(({ id }) => id)).size).toBe(restored.templates.length);
    }),
  );
});

test('a line that comes again changes nothing', () => {
  fc.assert(
    fc.property(someLines, (lines) => {
      const once = emptyMiner();
      const twice = emptyMiner();
      const first = createTemplateMiner(once, { maxTemplates: 8 });
      const second = createTemplateMiner(twice, { maxTemplates: 8 });
      for (const [at, line] of lines.entries()) {
        first.take(line, at);
        second.take(line, at);
        second.take(line, at);
      }
      expect(twice).toEqual(once);
    }),
  );
});
