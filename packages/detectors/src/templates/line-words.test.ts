import { describe, expect, test } from 'vitest';
import { readLine, readWords } from './line-words.ts';

const read = (line: string) => readWords(line).join(' ');

describe('variable words are masked', () => {
  test.each([
    ['number', 'took 12 of -3.5e7', 'took <*> of <*>'],
    ['IPv4 with port', 'from 10.0.0.7:443 refused', 'from <*> refused'],
    ['IPv6 and MAC', 'fe80::1a:b at 00:1a:ff:ee:dd:0b up', '<*> at <*> up'],
    ['UUID', 'volume 0673dd71-34c5-4fbb-86c4-40623fbe45b4 gone', 'volume <*> gone'],
    ['hexadecimal', 'mask deadbeef code 0x1f', 'mask <*> code <*>'],
    ['path', 'cannot open /var/lib/data or C:\\Windows\\x.dll', 'cannot open <*> or C <*>'],
    ['address with a query', 'GET /v1/items?all=True&page=next done', 'GET <*> done'],
    ['size with its unit', 'free 5.2 KB now', 'free <*> now'],
    ['duration', 'after 65020ms and 1.5 s', 'after <*> and <*>'],
    ['date', 'at Wed Jun 15 10:20:30 2005 exactly', 'at <*> exactly'],
    ['host, class, file', 'www.some.example com.some.Type job.xml', '<*>'],
    ['an absent value', 'cookie: null, owner: nil', 'cookie <*> owner <*>'],
    ['mail address', 'bounce of ann@home sent', 'bounce of <*> sent'],
    ['value of a key', 'tty=pts name = ann, state=RUNNING on=true', 'tty <*> name <*> state RUNNING on true'],
    ['value in quotes', 'tag="View *all* now", size=3', 'tag <*> size <*>'],
    ['name after its noun', 'session of user ann closed, host: db', 'session of user <*> closed host <*>'],
    ['number in another script', '失败123次', '失败 <*> 次'],
  ])('%s', (_what, line, words) => {
    expect(read(line)).toBe(words);
  });
});

describe('what a line is about stays', () => {
  test.each([
    ['names of errors', 'java.lang.NullPointerException at start', 'java.lang.NullPointerException at start'],
    ['an error after a port', '10.0.0.7:443:Exception while serving', '<*> Exception while serving'],
    [
      'the message of a structured line',
      'level=warn msg="disk is slow" ms=3',
      'level warn msg disk is slow ms <*>',
    ],
    ['an empty value is none', 'logname= uid=0', 'logname uid <*>'],
    ['the sentence after a noun', 'user is unknown', 'user is unknown'],
    ['a month without a number', 'Sun is up, May be', 'Sun is up May be'],
    ['words that dots lead away from', 'cache parity error......0 found', 'cache parity error <*> found'],
    ['a dotted name of two parts', 'Store.addBlock done...', 'Store.addBlock done'],
  ])('%s', (_what, line, words) => {
    expect(read(line)).toBe(words);
  });
});

describe('lists of any length look alike', () => {
  test.each([
    ['Deleting blk_1', 'Deleting blk_1 blk_2, blk_3'],
    ['sets n1 0x1 <ok> n2 0x2 <ok>', 'sets n1 0x1 <ok> n2 0x2 <ok> n3 0x3 <ok> n4 0x4 <ok>'],
    ['Rect(0, 0 - 720, 1280)', 'Rect(5)'],
  ])('%s', (short, long) => {
    expect(read(short)).toBe(read(long));
  });

  test('repeated words without anything variable are no list', () => {
    expect(read('on and on and on')).toBe('on and on and on');
  });
});

describe('display', () => {
  test('the text between words is kept and what is masked in a row is one placeholder', () => {
    const { words, gaps } = readLine('[pid 12] Rect(0, 0 - 7) "x" done!');
    expect(words.map((word, i) => gaps[i] + word).join('') + gaps.at(-1)).toBe(
      '[pid <*>] Rect(<*>) "x" done!',
    );
  });

  test('it reads the same words', () => {
    const line = 'sets n1 0x1 <ok> n2 0x2 <ok> in 3 s, user ann, tag="a b"';
    expect(readLine(line).words).toEqual(readWords(line));
  });
});

test('of a huge line only the beginning is read, and a word that is cut off is left out', () => {
  const { words, gaps } = readLine(`${'one two three '.repeat(1e5)}`);
  expect(words).toHaveLength(64);
  expect(gaps.at(-1)).toBe('…');
  expect(readWords(`${' '.repeat(990)}first abcdefgh`)).toEqual(['first']);
  expect(readWords('x'.repeat(1e6))).toEqual(['x'.repeat(1000)]);
});

test('a line without words has none', () => {
  expect(readWords('')).toEqual([]);
  expect(readWords('--- *** ---')).toEqual([]);
});
