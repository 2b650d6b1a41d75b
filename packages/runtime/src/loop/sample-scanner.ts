const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const OPENS = 0x5b;
const CLOSES = 0x5d;
/** So many digits are a whole number that a double holds, and the powers of ten up to there as well: their quotient is rounded once. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, digits) => 10 ** digits);

/**
 * Reads the numbers of a metric message off its bytes. It takes what is JSON and written as JSON.stringify does, of numbers those without an
 * exponent; of anything else it says that it is something else.
 */
export class SampleScanner {
  #bytes: Buffer = Buffer.alloc(0);
  /** Place of the next byte. */
  at = 0;

  /** Begins at a place of these bytes. */
  begin(bytes: Buffer, at: number): void {
    this.#bytes = bytes;
    this.at = at;
  }

  /** Samples, `[1,2.5],[2,3]]` with the bracket that ends their list; undefined for anything else. */
  samples(): [number, number][] | undefined {
    const samples: [number, number][] = [];
    for (;;) {
      if (!this.#skips(OPENS)) return undefined;
      const at = this.number();
      if (!this.#skips(COMMA)) return undefined;
      const value = this.number();
      if (!Number.isFinite(at) || !Number.isFinite(value) || !this.#skips(CLOSES)) return undefined;
      samples.push([at, value]);
      if (this.#skips(CLOSES)) return samples;
      if (!this.#skips(COMMA)) return undefined;
    }
  }

  /** A number; NaN for anything else. */
  number(): number {
    const start = this.at;
    const isNegative = this.#skips(MINUS);
    const first = this.at;
    let whole = this.#digits(0);
    let digits = this.at - first;
    if (digits === 0 || (digits > 1 && this.#bytes[first] === ZERO)) return Number.NaN;
    let decimals = 0;
    if (this.#skips(DOT)) {
      const point = this.at;
      whole = this.#digits(whole);
      decimals = this.at - point;
      digits += decimals;
      if (decimals === 0) return Number.NaN;
    }
    if (digits > EXACT_DIGITS) return Number(this.#bytes.toString('latin1', start, this.at));
    const size = whole / (POWERS[decimals] as number);
    return isNegative ? -size : size;
  }

  /** A text as it is written, up to its quote, which comes next; undefined for one that is no plain ASCII. */
  text(): string | undefined {
    const start = this.at;
    for (; ; this.at += 1) {
      const byte = this.#bytes[this.at];
      if (byte === QUOTE) return this.#bytes.toString('latin1', start, this.at);
      if (byte === undefined || byte < 0x20 || byte > 0x7e) return undefined;
    }
  }

  /** Whether the bytes of a text from one place to another come next; then it goes on behind them. */
  skipsAll(text: Buffer, from: number, to: number): boolean {
    for (let i = from; i < to; i += 1) if (!this.#skips(text[i] as number)) return false;
    return true;
  }

  #skips(byte: number): boolean {
    if (this.#bytes[this.at] !== byte) return false;
    this.at += 1;
    return true;
  }

  /** Reads digits on to a number. */
  #digits(before: number): number {
    let whole = before;
    for (; ; this.at += 1) {
      const byte = this.#bytes[this.at] as number;
      if (!(byte >= ZERO && byte <= NINE)) return whole;
      whole = 10 * whole + (byte - ZERO);
    }
  }
}
