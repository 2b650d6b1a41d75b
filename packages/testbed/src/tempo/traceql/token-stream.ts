import { parseError, type Token, type TraceqlError, tokens } from './tokens.ts';

/** The tokens of a query, one after the other. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(query: string) {
    this.#tokens = tokens(query);
  }

  peek(): Token {
    return this.#tokens[this.#at] ?? (this.#tokens.at(-1) as Token);
  }

  next(): Token {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  /** Goes past a sign or word when it comes next, and says whether it did. */
  take(text: string): boolean {
    const { kind, text: actual } = this.peek();
    if ((kind !== 'sign' && kind !== 'word') || actual !== text) return false;
    this.#at += 1;
    return true;
  }

  expect(text: string): void {
    if (!this.take(text)) throw this.unexpected(this.peek());
  }

  expectEnd(): void {
    if (this.peek().kind !== 'end') throw this.unexpected(this.peek());
  }

  unexpected(token: Token): TraceqlError {
    return parseError(token, `syntax error: unexpected ${token.text}`);
  }
}
