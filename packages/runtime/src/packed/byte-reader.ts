/** Reads what a {@link ByteWriter} has written, from its text. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(text: string) {
    this.#bytes = Buffer.from(text, 'base64url');
  }

  readByte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new RangeError('it ends too early');
    this.#at += 1;
    return byte;
  }

  readVarint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.readByte();
      value += (byte % 128) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  }

  readDouble(): number {
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += 8;
    return value;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }
}
