/** A kind of line of a simulated entity. */
export interface SimulatedTemplate {
  /** The line; `#` becomes a number. */
  readonly text: string;
  readonly level: string;
  /** Lines per minute on average, or the exact distance in seconds of one that beats. */
  readonly rate?: number;
  readonly every?: number;
}

/** A line at its second. */
export interface SimulatedLine {
  readonly second: number;
  readonly text: string;
  readonly level: string;
}

/** Numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Lines of one minute of a template, in order: Poisson with a daily rhythm of ±60 %, or a beat that shakes by 10 %. */
export function minuteOf(
  template: SimulatedTemplate,
  minute: number,
  random: () => number,
  times = 1,
): SimulatedLine[] {
  const { text, level, rate = 0, every } = template;
  const line = (second: number) => ({
    second: 60 * minute + second,
    text: text.replaceAll('#', () => String(Math.floor(1e6 * random()))),
    level,
  });
  if (every !== undefined) {
    if ((60 * minute) % every !== 0) return [];
    return [line(5 + 6 * random())];
  }
  const rhythm = 1 + 0.6 * Math.sin((2 * Math.PI * minute) / 1440);
  return Array.from({ length: poisson(times * rate * rhythm, random) }, () => line(60 * random()));
}

function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}
