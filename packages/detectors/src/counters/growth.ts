/**
 * Names of counters by convention: OpenMetrics ends those of counters in `_total`, and of the counting parts of histograms in
 * `_bucket`; the others are the counters of an interface in IF-MIB (RFC 2863).
 */
const COUNTER_NAME = /_(?:total|bucket)$|^if(?:HC)?(?:In|Out)(?:Octets|[A-Za-z]{0,20}Pkts|Errors|Discards)$/;

/** A series that is not called a counter has to grow for so long (ms), … */
const PROVING_TIME = 2 * 86_400_000;
/** … and so many samples, at least half of which rise: what is emptied every day, and what rarely moves, is no counter. */
const PROVING_SAMPLES = 200;
/** A fall to this share of the value is one to zero: something was counted since. */
const NEAR_ZERO = 0.1;
/** So is one to what usually comes within this many times the time since the last sample. */
const USUAL_GROWTH = 2;
/** What is called a counter and falls so often, and every second time that it rises, is none. */
const MAX_FALLS = 5;
const FALLS_PER_RISE = 0.5;
/** Rates that the usual one is the average of. */
const RATE_MEMORY = 64;

/** What is known of the growth of a series. Plain bounded JSON. */
export interface Growth {
  /** What the series is. Nothing but a counter is judged by its rate; a gauge stays one. */
  kind: 'unknown' | 'counter' | 'gauge';
  /** Whether it is called a counter. */
  readonly named: boolean;
  /** Newest sample: event time (ms) and value. */
  at: number;
  last: number;
  /** Since when it has not fallen, unless it is called a counter; samples after the one at that time, and how many of them rose. */
  since: number;
  samples: number;
  rises: number;
  /** Falls of what is called a counter. */
  falls: number;
  /** Usual rate per second. */
  rate: number;
}

/** What is known of a series with the first of its samples. */
export function beginGrowth(metric: string, value: number, at: number): Growth {
  const named = COUNTER_NAME.test(metric);
  return {
    kind: value < 0 ? 'gauge' : named ? 'counter' : 'unknown',
    named,
    at,
    last: value,
    since: at,
    samples: 0,
    rises: 0,
    falls: 0,
    rate: 0,
  };
}

/**
 * Rate per second from one sample to a later one (times in ms). NaN where it is not known: a counter that falls was reset,
 * and what it had counted before that is lost.
 */
export function rateBetween(fromAt: number, from: number, at: number, value: number): number {
  return value < from || !(at > fromAt) ? Number.NaN : ((value - from) / (at - fromAt)) * 1000;
}

/**
 * Learns the next sample and returns the rate from the last one to it, as {@link rateBetween}. A counter is what is called one
 * and rises more often than it falls, or what has grown for two days and falls to about zero only. Saw-teeth, which fall by
 * parts or every day, never become counters, and neither does what fell once by a part.
 */
export function stepGrowth(growth: Growth, value: number, at: number): number {
  const rate = rateBetween(growth.at, growth.last, at, value);
  if (value < 0) growth.kind = 'gauge';
  else if (value < growth.last) fall(growth, value, at);
  else rise(growth, rate, at);
  growth.last = value;
  growth.at = at;
  return rate;
}

function rise(growth: Growth, rate: number, at: number): void {
  growth.samples += 1;
  if (rate > 0) growth.rises += 1;
  if (!Number.isNaN(rate)) {
    growth.rate += Math.max(1 / RATE_MEMORY, 1 / growth.samples) * (rate - growth.rate);
  }
  const isProven =
    at - growth.since > PROVING_TIME &&
    growth.samples >= PROVING_SAMPLES &&
    growth.rises >= growth.samples / 2;
  if (growth.kind === 'unknown' && isProven) growth.kind = 'counter';
}

function fall(growth: Growth, value: number, at: number): void {
  if (growth.named) {
    growth.falls += 1;
    if (growth.falls >= MAX_FALLS && growth.falls > FALLS_PER_RISE * growth.rises) growth.kind = 'gauge';
    return;
  }
  const usual = (growth.rate * (at - growth.at)) / 1000;
  if (value > Math.max(NEAR_ZERO * growth.last, USUAL_GROWTH * usual)) growth.kind = 'gauge';
  growth.since = at;
  growth.samples = 0;
  growth.rises = 0;
}
