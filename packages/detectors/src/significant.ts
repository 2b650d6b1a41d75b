/** The powers of ten up to what brings a hundredth to seven digits. */
const POWERS = Array.from({ length: 9 }, (_, exponent) => 10 ** exponent);
const MOST_DIGITS = 7;

/**
 * So many significant digits of a number, as `toPrecision` gives them, for state that need not be more exact. Of the numbers that
 * are common, and up to seven digits, without making a text: that takes ten times as long.
 */
export function significant(value: number, digits: number): number {
  const size = Math.abs(value);
  const before = digitsBefore(size);
  if (before === undefined || before > digits || digits > MOST_DIGITS) return byText(value, digits);
  const scale = POWERS[digits - before] as number;
  const scaled = value * scale;
  const whole = Math.round(scaled);
  // A product is not exact: where it lies about half-way between two numbers, only the text knows which one is nearer.
  return Math.abs(Math.abs(scaled - whole) - 0.5) < 1e-6 ? byText(value, digits) : whole / scale;
}

/** Digits before the point, less the zeros behind it; of numbers from a hundredth to a million. */
function digitsBefore(size: number): number | undefined {
  if (!(size >= 0.01 && size < 1e6)) return undefined;
  if (size < 1) return size < 0.1 ? -1 : 0;
  if (size < 1e3) return size < 10 ? 1 : size < 100 ? 2 : 3;
  return size < 1e4 ? 4 : size < 1e5 ? 5 : 6;
}

function byText(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}
