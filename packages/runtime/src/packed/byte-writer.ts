/** Bytes that are written one after the other, and given as text. Reused by one value after another. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(4096);
  #at = 0;
  /** A number, and its bytes: both views are of one memory. */
  readonly #double = new Float64Array(1);
  readonly #doubleBytes = new Uint8Array(this.#double.buffer);

  reset(): void {
    this.#at = 0;
  }

  /** Makes room: to be called before so many bytes are written. */
  reserve(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#at + bytes));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }

  writeByte(byte: number): void {
    this.#bytes[this.#at++] = byte;
  }

  /** A whole number from 0 on, seven bits to a byte, the lowest first. Takes up to 8 bytes. */
  writeVarint(value: number): void {
    let left = value;
    while (left >= SMALL) {
      this.#bytes[this.#at++] = 128 + (left % 128);
      left = Math.floor(left / 128);
    }
    // Nearly all are small, and of those it takes half the time.
    let small = left | 0;
    while (small >= 128) {
      this.#bytes[this.#at++] = small | 128;
      small >>>= 7;
    }
    this.#bytes[this.#at++] = small;
  }

  /** Takes 8 bytes. */
  writeDouble(value: number): void {
    this.#double[0] = value;
    this.#bytes.set(this.#doubleBytes, this.#at);
    this.#at += 8;
  }

  /** All that was written since {@link reset}, in base 64. */
  toText(): string {
    return this.#bytes.toString('base64url', 0, this.#at);
  }
}

const SMALL = 2 ** 31;
