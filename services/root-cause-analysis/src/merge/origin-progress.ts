/** How far one origin has come in one domain. Plain JSON. */
export interface OriginProgress {
  /** Highest number seen on a message of this origin. */
  seq: number;
  /** Highest watermark that may be trusted; null before the first. */
  watermark: number | null;
  /** Announcements that count messages not seen yet, fewest first: `[emitted, watermark]`. */
  announced: [number, number][];
}

export function noProgress(): OriginProgress {
  return { seq: 0, watermark: null, announced: [] };
}

/** Notes that message number `seq` has been seen, which may make announcements trustworthy. */
export function countMessage(progress: OriginProgress, seq: number): void {
  progress.seq = Math.max(progress.seq, seq);
  trust(progress);
}

/**
 * Notes an announced watermark. It is trusted once as many messages were seen as the origin had emitted by then, because
 * messages and announcements travel on different topics.
 */
export function countAnnouncement(progress: OriginProgress, watermark: number, emitted: number): void {
  const same = progress.announced.find(([count]) => count === emitted);
  if (same !== undefined) same[1] = Math.max(same[1], watermark);
  else progress.announced.push([emitted, watermark]);
  progress.announced.sort(([a], [b]) => a - b);
  trust(progress);
}

function trust(progress: OriginProgress): void {
  for (let next = progress.announced[0]; next !== undefined && next[0] <= progress.seq; ) {
    progress.watermark = Math.max(progress.watermark ?? next[1], next[1]);
    progress.announced.shift();
    next = progress.announced[0];
  }
}
