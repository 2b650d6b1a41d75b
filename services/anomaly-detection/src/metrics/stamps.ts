/** Ascending times (epoch ms), kept as the newest one and the distances between them. Plain JSON. */
export interface Stamps {
  /** 0 while there is none. */
  newest: number;
  /** Distance in ms and how often it comes in a row, by turns, oldest first: a regular series needs two numbers. */
  readonly gaps: number[];
}

export function emptyStamps(): Stamps {
  return { newest: 0, gaps: [] };
}

/** Adds a time that is later than all others; `isFirst` when there are none. */
export function addStamp(stamps: Stamps, at: number, isFirst: boolean): void {
  const { gaps } = stamps;
  const gap = at - stamps.newest;
  stamps.newest = at;
  if (isFirst) return;
  const last = gaps.length - 1;
  if (gaps[last - 1] === gap) gaps[last] = (gaps[last] as number) + 1;
  else gaps.push(gap, 1);
}

/** Forgets the oldest of two or more times. */
export function dropStamp({ gaps }: Stamps): void {
  const times = (gaps[1] as number) - 1;
  if (times > 0) gaps[1] = times;
  else gaps.splice(0, 2);
}

/** The last distances, up to so many, in ms, newest first. */
export function lastGaps({ gaps }: Stamps, most: number): number[] {
  const last: number[] = [];
  for (let i = gaps.length - 1; i > 0; i -= 2) {
    for (let times = gaps[i] as number; times > 0; times -= 1) {
      if (last.length === most) return last;
      last.push(gaps[i - 1] as number);
    }
  }
  return last;
}

/** All times, ascending; there is at least one. */
export function allStamps(stamps: Stamps): number[] {
  const ats = [stamps.newest];
  for (const gap of lastGaps(stamps, Number.POSITIVE_INFINITY)) ats.push((ats.at(-1) as number) - gap);
  return ats.reverse();
}
