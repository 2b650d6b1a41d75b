/** A word of a query. */
export interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'variable' | 'sign';
  /** As it is written; a text without its quotes. */
  readonly text: string;
  readonly offset: number;
}

/** A query as words, or what keeps it from being read as such. */
export type Tokens =
  | { readonly tokens: readonly Token[] }
  | { readonly problem: string; readonly near: string };

const PATTERN =
  /\s+|#[^\n]*|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)|(\$\{[^}]*\}|\$[A-Za-z_]\w*|\[\[\w+\]\])|([A-Za-z_:][\w:.]*)|(\d[\w.]*|\.\d+)|(\|~|\|=|\|>|!>|=~|!~|!=|==|>=|<=|&&|\|\||>>|<<|[-+*/%^(){}[\],=<>|@.!~&])/y;

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '{': '}', '[': ']' };

/** Splits a query of any of the three languages, and sees that its brackets and quotes match. */
export function tokensOf(query: string): Tokens {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < query.length) {
    const offset = PATTERN.lastIndex;
    const match = PATTERN.exec(query);
    if (match === null) return unreadable(query, offset);
    const token = tokenOf(match, offset);
    if (token !== undefined) tokens.push(token);
  }
  return unbalanced(query, tokens) ?? { tokens };
}

function unbalanced(query: string, tokens: readonly Token[]): Tokens | undefined {
  const open: Token[] = [];
  const near = ({ offset }: Token) => query.slice(offset, offset + 20);
  for (const token of tokens.filter(({ kind }) => kind === 'sign')) {
    if (token.text in CLOSING) open.push(token);
    if (!Object.values(CLOSING).includes(token.text)) continue;
    const last = open.pop();
    if (last === undefined || CLOSING[last.text] !== token.text)
      return { problem: `"${token.text}" closes nothing that is open`, near: near(token) };
  }
  const [left] = open;
  return left && { problem: `"${left.text}" is never closed`, near: near(left) };
}

function unreadable(query: string, offset: number): Tokens {
  const near = query.slice(offset, offset + 20);
  return {
    problem: /^["'`]/.test(near) ? 'a quote is never closed' : `"${near.slice(0, 1)}" has no meaning here`,
    near,
  };
}

const KINDS = ['text', 'variable', 'name', 'number', 'sign'] as const;

function tokenOf(match: RegExpExecArray, offset: number): Token | undefined {
  for (const [index, kind] of KINDS.entries()) {
    const text = match[index + 1];
    if (text === undefined) continue;
    return { kind, text: kind === 'text' ? unquote(text) : text, offset };
  }
  return undefined;
}

function unquote(text: string): string {
  const inner = text.slice(1, -1);
  return text.startsWith('`') ? inner : inner.replaceAll(/\\(.)/g, (_, sign) => String(sign));
}
