/** A number as a sentence shows it: `95.0`, `1,234`, `0.00123`. The same on every machine. */
export function formatValue(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return '0.0';
  if (size >= 1e15 || size < 1e-6) return value.toExponential(2);
  if (size >= 1000)
    return Math.round(value)
      .toString()
      .replace(/\B(?=(\d{3})+$)/g, ',');
  return size >= 1 ? value.toFixed(1) : value.toPrecision(3);
}

/** Milliseconds as seconds: `300 s`, `1.5 s`. */
export function formatSpan(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}

const PERIODS = [
  [86_400_000, 'days'],
  [3_600_000, 'h'],
  [60_000, 'min'],
] as const;

/** Milliseconds in the unit in which people say it: `7 days`, `1.5 h`, `10 min`, `20 s`. */
export function formatPeriod(ms: number): string {
  const [size, unit] = PERIODS.find(([length]) => ms >= length) ?? [1_000, 's'];
  const count = Number((ms / size).toFixed(1));
  return `${count} ${unit === 'days' && count === 1 ? 'day' : unit}`;
}

/** One line of at most `length` characters, without control characters. */
export function clip(line: string, length: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal or a page.
  const plain = line.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
  return plain.length <= length ? plain : `${plain.slice(0, length - 1)}…`;
}
