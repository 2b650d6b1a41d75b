import { type MetricMessage, parseTimestamp } from '@aiops/contracts';
import { SampleScanner } from './sample-scanner.ts';

/** Series that are remembered at a time: some 15 MB. */
const MOST_KNOWN = 20_000;
/** Messages of others, meanwhile, after which all are forgotten: perhaps those are gone that are remembered. */
const MOST_OTHERS = 10 * MOST_KNOWN;
/** Longer messages are not looked at: they are rare, and what is remembered has to stay small. */
const LONGEST = 2_000;
const VALUES = Buffer.from('"values":[');
const STAMP = Buffer.from('"timestamp":');
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What the messages of a series say literally, all but their samples and the stamp. */
interface Known {
  /** What stands before the samples, between them and the stamp, and behind the stamp; one buffer for all three, because there are many. */
  readonly text: Buffer;
  readonly headEnd: number;
  readonly middleEnd: number;
  readonly stamp: 'text' | 'number' | 'none';
  /** The message that this was learned from. */
  readonly value: MetricMessage;
  /** The series that followed the last time. */
  next: Known | undefined;
}

/**
 * Reads metrics without parsing them as JSON, where a message says literally what the last one of its series said, but for samples and stamp.
 * Nearly all do, and comparing bytes costs a fraction of parsing and checking them. What it gives is what JSON.parse and the schema would
 * give; of a message that differs by a byte it gives nothing. Labels of messages of one series are one object.
 */
export class RepeatedMetrics {
  readonly #known = new Map<string, Known>();
  readonly #scanner = new SampleScanner();
  #last: Known | undefined;
  /** Messages that could not be remembered since there was no room. */
  #others = 0;
  /** The stamp that was checked last: messages of one poll have the same. */
  #checked = '';

  /** The message in these bytes; undefined when it has to be parsed. */
  read(bytes: Buffer): MetricMessage | undefined {
    if (bytes.length > LONGEST) return undefined;
    const guess = this.#last?.next;
    const value = guess && this.#readAs(guess, bytes);
    if (value !== undefined) {
      this.#last = guess;
      return value;
    }
    const known = this.#known.get(headOf(bytes));
    if (known === undefined || known === guess) return undefined;
    const found = this.#readAs(known, bytes);
    if (found !== undefined) this.#follow(known);
    return found;
  }

  /** Remembers what a message says that was parsed, and that services write in this way. */
  learn(bytes: Buffer, value: MetricMessage): void {
    if (bytes.length > LONGEST || bytes.includes(BACKSLASH) || !this.#hasRoom()) return;
    const known = this.#split(bytes, value);
    // What is not read as it was parsed is written in some other way.
    if (known === undefined || JSON.stringify(this.#readAs(known, bytes)) !== JSON.stringify(value)) return;
    this.#known.set(headOf(bytes), known);
    this.#follow(known);
  }

  #hasRoom(): boolean {
    if (this.#known.size < MOST_KNOWN) return true;
    this.#others += 1;
    if (this.#others < MOST_OTHERS) return false;
    this.#others = 0;
    this.#known.clear();
    this.#last = undefined;
    return true;
  }

  #follow(known: Known): void {
    if (this.#last !== undefined) this.#last.next = known;
    this.#last = known;
  }

  #readAs(known: Known, bytes: Buffer): MetricMessage | undefined {
    const { text, headEnd, middleEnd } = known;
    if (bytes.length < text.length) return undefined;
    const tail = bytes.length - (text.length - middleEnd);
    if (bytes.compare(text, middleEnd, text.length, tail) !== 0) return undefined;
    if (bytes.compare(text, 0, headEnd, 0, headEnd) !== 0) return undefined;
    const scanner = this.#scanner;
    scanner.begin(bytes, headEnd);
    const values = scanner.samples();
    if (values === undefined || !scanner.skipsAll(text, headEnd, middleEnd)) return undefined;
    const value: MetricMessage = { ...known.value, values };
    if (known.stamp !== 'none') {
      const stamp = known.stamp === 'number' ? scanner.number() : scanner.text();
      if (stamp === undefined || !this.#isStamp(stamp)) return undefined;
      value.timestamp = stamp;
    }
    return scanner.at === tail ? value : undefined;
  }

  #isStamp(stamp: string | number): boolean {
    if (stamp === this.#checked) return true;
    if (parseTimestamp(stamp) === undefined) return false;
    if (typeof stamp === 'string') this.#checked = stamp;
    return true;
  }

  /** Where samples and stamp lie; undefined when that cannot be told. */
  #split(bytes: Buffer, value: MetricMessage): Known | undefined {
    const head = onlyPlaceOf(bytes, VALUES) + VALUES.length;
    if (head < VALUES.length) return undefined;
    this.#scanner.begin(bytes, head);
    if (this.#scanner.samples() === undefined) return undefined;
    const from = this.#scanner.at;
    const place = onlyPlaceOf(bytes, STAMP) + STAMP.length;
    if (place < from) return known(bytes, [head, from, bytes.length, bytes.length], 'none', value);
    const isText = bytes[place] === QUOTE;
    const stampFrom = isText ? place + 1 : place;
    this.#scanner.begin(bytes, stampFrom);
    const stamp = isText ? this.#scanner.text() : this.#scanner.number();
    if (stamp === undefined) return undefined;
    return known(bytes, [head, from, stampFrom, this.#scanner.at], isText ? 'text' : 'number', value);
  }
}

/** Without the bytes from `head` to `from` and from `stampFrom` to `tail`; a copy, so that the memory of what was fetched is not kept. */
function known(
  bytes: Buffer,
  [head, from, stampFrom, tail]: readonly [number, number, number, number],
  stamp: Known['stamp'],
  value: MetricMessage,
): Known {
  const text = Buffer.concat([
    bytes.subarray(0, head),
    bytes.subarray(from, stampFrom),
    bytes.subarray(tail),
  ]);
  return { text, headEnd: head, middleEnd: head + stampFrom - from, stamp, value, next: undefined };
}

/** All that comes before the samples. */
function headOf(bytes: Buffer): string {
  return bytes.toString('latin1', 0, bytes.indexOf(VALUES));
}

/** Place of a text that is there once; −∞ for any other. */
function onlyPlaceOf(bytes: Buffer, text: Buffer): number {
  const place = bytes.indexOf(text);
  return place < 0 || bytes.indexOf(text, place + 1) >= 0 ? Number.NEGATIVE_INFINITY : place;
}
