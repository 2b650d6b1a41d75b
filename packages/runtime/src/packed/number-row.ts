import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/** Units in which the numbers of a row may be whole: 10⁻ᵏ at place k, and at the last one the eighths of halved counts. */
const UNITS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 8] as const;
const EIGHTHS = UNITS.length - 1;
const FINEST = UNITS[EIGHTHS - 1] as number;
/** Bits of the mode beside the place of the unit: each number is told by its distance from the one before; some are not whole. */
const BY_DISTANCE = 16;
const WITH_OTHERS = 32;
/** Whole numbers beyond are not told as such: zigzag doubles them, and they have to stay exact. */
const LARGEST = 2 ** 50;

/** Bytes that a number takes at most: a byte that announces it, and a double. */
const MOST_BYTES = 9;

/** The row that is being written, in its unit; NaN for what is not whole there. Reused. */
let units = new Float64Array(256);

/**
 * Writes numbers, none of them infinite or NaN, so that they are read exactly as they were, in few bytes: nearly all
 * rows of state are counts, halved counts, measurements with some decimals, or averages, of which nothing can be saved.
 */
export function writeRow(bytes: ByteWriter, row: readonly number[]): void {
  const { length } = row;
  if (units.length < length) units = new Float64Array(2 * length);
  const place = unitOf(row);
  const unit = UNITS[place] as number;
  let others = 0;
  let plain = 0;
  let distances = 0;
  let before = 0;
  for (let i = 0; i < length; i += 1) {
    const whole = wholeIn(row[i] as number, unit);
    units[i] = whole;
    if (Number.isNaN(whole)) {
      others += 1;
      continue;
    }
    plain += Math.abs(whole);
    distances += Math.abs(whole - before);
    before = whole;
  }
  const byDistance = distances < 0.7 * plain;
  bytes.reserve(MOST_BYTES * (length + 2));
  bytes.writeVarint(length);
  bytes.writeByte(place + (byDistance ? BY_DISTANCE : 0) + (others > 0 ? WITH_OTHERS : 0));
  writeNumbers(bytes, row, byDistance, others > 0);
}

function writeNumbers(
  bytes: ByteWriter,
  row: readonly number[],
  byDistance: boolean,
  withOthers: boolean,
): void {
  let before = 0;
  for (let i = 0; i < row.length; i += 1) {
    const whole = units[i] as number;
    if (Number.isNaN(whole)) {
      bytes.writeByte(0);
      bytes.writeDouble(row[i] as number);
      continue;
    }
    const told = whole - before;
    // Zigzag; 0 is what announces a number that is not whole.
    bytes.writeVarint((told < 0 ? -2 * told - 1 : 2 * told) + (withOthers ? 1 : 0));
    if (byDistance) before = whole;
  }
}

/** Reads what {@link writeRow} has written. */
export function readRow(bytes: ByteReader): number[] {
  const length = bytes.readVarint();
  const mode = bytes.readByte();
  const unit = UNITS[mode % BY_DISTANCE] as number;
  const byDistance = (mode & BY_DISTANCE) !== 0;
  const withOthers = (mode & WITH_OTHERS) !== 0;
  const row: number[] = [];
  let before = 0;
  for (let i = 0; i < length; i += 1) {
    const code = bytes.readVarint() - (withOthers ? 1 : 0);
    if (code < 0) {
      row.push(bytes.readDouble());
      continue;
    }
    const told = code % 2 === 1 ? -(code + 1) / 2 : code / 2;
    const whole = before + told;
    if (byDistance) before = whole;
    row.push(whole / unit);
  }
  return row;
}

/** The place of the coarsest unit in which all numbers of a row are whole that are whole in any. */
function unitOf(row: readonly number[]): number {
  let place = 0;
  let areEighths = true;
  for (let i = 0; i < row.length; i += 1) {
    const value = row[i] as number;
    // What is no whole number of the finest unit is none of the coarser ones: averages are done here.
    if (Number.isInteger(value) || Number.isNaN(wholeIn(value, FINEST))) continue;
    areEighths &&= Number.isInteger(8 * value);
    while (Number.isNaN(wholeIn(value, UNITS[place] as number))) place += 1;
  }
  return areEighths && place > 0 ? EIGHTHS : place;
}

/** How many units a number is; NaN unless it is a whole number of them, and read from that exactly as it is. */
function wholeIn(value: number, unit: number): number {
  const whole = Math.round(value * unit);
  return whole / unit === value && Math.abs(whole) < LARGEST ? whole : Number.NaN;
}
