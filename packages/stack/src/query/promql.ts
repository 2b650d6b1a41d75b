import { type Token, tokensOf } from './tokens.ts';

/** A condition on a label. */
export interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** A set of series that a query reads. */
export interface Selector {
  /** Undefined for `{…}` without a plain name. */
  readonly metric: string | undefined;
  /** A regular expression that the name has to match. */
  readonly pattern: string | undefined;
  readonly matchers: readonly Matcher[];
}

/** What a query uses. */
export interface PromQuery {
  readonly selectors: readonly Selector[];
  /** Labels in `by`, `on` and the like. */
  readonly groupings: readonly string[];
  /** Labels that the query itself makes: `label_replace`, `count_values` and the like. */
  readonly made: readonly string[];
  /** The labels that the result keeps when the query is one aggregation with `by`; undefined otherwise. */
  readonly keeps: readonly string[] | undefined;
  /** True when `or` joins alternatives, of which one may be empty. */
  readonly hasAlternatives: boolean;
  readonly problem: string | undefined;
}

const WORDS = new Set(
  'by without on ignoring group_left group_right offset bool and or unless if ifnot default atan2 inf nan limit keep_metric_names start end prefix'.split(
    ' ',
  ),
);
const MAKES_LABEL: Readonly<Record<string, number>> = {
  label_replace: 1,
  label_join: 1,
  label_set: 1,
  label_copy: 2,
  label_move: 2,
  count_values: 0,
};
const GROUPS = new Set(['by', 'on', 'group_left', 'group_right', 'ignoring', 'without']);

/** Reads which series and labels a PromQL or MetricsQL query uses. It does not judge functions and types. */
export function readPromql(query: string): PromQuery {
  const read = tokensOf(query);
  if ('problem' in read) {
    const problem = `${read.problem}, near "${read.near}"`;
    return { selectors: [], groupings: [], made: [], keeps: undefined, hasAlternatives: false, problem };
  }
  const { tokens } = read;
  const selectors: Selector[] = [];
  const groupings: string[] = [];
  const made: string[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token;
    if (token.kind === 'sign' && token.text === '[') {
      index = closing(tokens, index);
    } else if (token.kind === 'sign' && token.text === '{') {
      const end = closing(tokens, index);
      selectors.push(selector(undefined, tokens.slice(index + 1, end)));
      index = end;
    } else if (token.kind === 'name') {
      index = readName(tokens, index, { selectors, groupings, made });
    }
  }
  const hasAlternatives = tokens.some(({ kind, text }) => kind === 'name' && text.toLowerCase() === 'or');
  return { selectors, groupings, made, keeps: keptBy(tokens), hasAlternatives, problem: undefined };
}

interface Found {
  readonly selectors: Selector[];
  readonly groupings: string[];
  readonly made: string[];
}

/** Takes in what starts with a name and returns the index of its last token. */
function readName(tokens: readonly Token[], index: number, found: Found): number {
  const { text } = tokens[index] as Token;
  const name = text.toLowerCase();
  const next = signAt(tokens, index + 1);
  if (GROUPS.has(name) && next === '(') {
    const end = closing(tokens, index + 1);
    found.groupings.push(
      ...tokens.slice(index + 2, end).flatMap(({ kind, text: label }) => (kind === 'name' ? [label] : [])),
    );
    return end;
  }
  if (next === '(') {
    found.made.push(...madeBy(name, tokens, index + 1));
    return index;
  }
  if (WORDS.has(name) || isAggregation(tokens, index)) return index;
  if (next !== '{') {
    found.selectors.push(selector(text, []));
    return index;
  }
  const end = closing(tokens, index + 1);
  found.selectors.push(selector(text, tokens.slice(index + 2, end)));
  return end;
}

/** `sum by (x) (…)`: the name of an aggregation need not stand before its bracket. */
function isAggregation(tokens: readonly Token[], index: number): boolean {
  const after = tokens[index + 1];
  return (
    after?.kind === 'name' &&
    ['by', 'without'].includes(after.text.toLowerCase()) &&
    signAt(tokens, index + 2) === '('
  );
}

function madeBy(name: string, tokens: readonly Token[], open: number): string[] {
  const nth = MAKES_LABEL[name];
  if (nth === undefined) return [];
  const texts = tokens.slice(open, closing(tokens, open)).filter(({ kind }) => kind === 'text');
  const label = texts[nth === 0 ? 0 : nth - 1];
  return label === undefined ? [] : [label.text];
}

function selector(metric: string | undefined, inside: readonly Token[]): Selector {
  const matchers: Matcher[] = [];
  for (const [index, { kind, text }] of inside.entries()) {
    const operator = inside[index + 1];
    const value = inside[index + 2];
    if (kind !== 'name' || operator?.kind !== 'sign' || value === undefined) continue;
    matchers.push({ label: text, operator: operator.text, value: value.kind === 'text' ? value.text : '$' });
  }
  const named = matchers.find(({ label }) => label === '__name__');
  return {
    metric: metric ?? (named?.operator === '=' ? named.value : undefined),
    pattern: named?.operator === '=~' ? named.value : undefined,
    matchers: matchers.filter(({ label }) => label !== '__name__'),
  };
}

/** The labels of `sum by (a, b) (…)` or `sum(…) by (a, b)`, with a comparison or arithmetic with numbers after it. */
function keptBy(tokens: readonly Token[]): readonly string[] | undefined {
  if (tokens[0]?.kind !== 'name') return undefined;
  const before = ['by'].includes(tokens[1]?.text.toLowerCase() ?? '');
  const first = closing(tokens, before ? 2 : 1);
  const by = before ? 1 : first + 1;
  if (tokens[by]?.text.toLowerCase() !== 'by' || signAt(tokens, by + 1) !== '(') return undefined;
  const labelsEnd = closing(tokens, by + 1);
  const rest = tokens.slice((before ? closing(tokens, labelsEnd + 1) : labelsEnd) + 1);
  if (rest.some(({ kind }) => kind === 'name')) return undefined;
  return tokens.slice(by + 2, labelsEnd).flatMap(({ kind, text }) => (kind === 'name' ? [text] : []));
}

function signAt(tokens: readonly Token[], index: number): string | undefined {
  const token = tokens[index];
  return token?.kind === 'sign' ? token.text : undefined;
}

/** Index of the bracket that closes the one at an index; the last token when there is none. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    const sign = signAt(tokens, index);
    if (sign === '(' || sign === '{' || sign === '[') depth += 1;
    if (sign === ')' || sign === '}' || sign === ']') depth -= 1;
    if (depth === 0) return index;
  }
  return tokens.length - 1;
}
