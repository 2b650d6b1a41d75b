/** How far one origin has come in one domain. Plain JSON. */
export interface OriginProgress {
  /** Highest number seen on an anomaly of this origin. */
  seq: number;
  /** Highest number seen on a deviation of it; they travel in another topic, which may be ahead or behind. */
  deviations?: number;
  /** Highest watermark that may be trusted; null before the first. */
  watermark: number | null;
  /** Announcements that count messages not seen yet, fewest first: `[anomalies, watermark, deviations]`. */
  announced: [anomalies: number, watermark: number, deviations?: number][];
}

export function noProgress(): OriginProgress {
  return { seq: 0, watermark: null, announced: [] };
}

/** Which messages of an origin a number counts. */
export type Sort = 'anomaly' | 'deviation';

/** Highest number seen on a message of this sort. */
export function seenOf(progress: OriginProgress, sort: Sort): number {
  return sort === 'anomaly' ? progress.seq : (progress.deviations ?? 0);
}

/** Notes that message number `seq` has been seen, which may make announcements trustworthy. */
export function countMessage(progress: OriginProgress, seq: number, sort: Sort = 'anomaly'): void {
  if (sort === 'anomaly') progress.seq = Math.max(progress.seq, seq);
  else progress.deviations = Math.max(progress.deviations ?? 0, seq);
  trust(progress);
}

/**
 * Notes an announced watermark. It is trusted once as many messages of each sort were seen as the origin had emitted by then,
 * because messages and announcements travel on different topics.
 */
export function countAnnouncement(
  progress: OriginProgress,
  watermark: number,
  emitted: number,
  deviated = 0,
): void {
  const same = progress.announced.find(
    ([count, , deviations = 0]) => count === emitted && deviations === deviated,
  );
  if (same !== undefined) same[1] = Math.max(same[1], watermark);
  else progress.announced.push(deviated === 0 ? [emitted, watermark] : [emitted, watermark, deviated]);
  progress.announced.sort(([a, , x = 0], [b, , y = 0]) => a - b || x - y);
  trust(progress);
}

/** Both counts grow along the announcements of an origin, so the first that cannot be trusted ends it. */
function trust(progress: OriginProgress): void {
  for (let next = progress.announced[0]; next !== undefined; next = progress.announced[0]) {
    const [emitted, watermark, deviated = 0] = next;
    if (emitted > progress.seq || deviated > (progress.deviations ?? 0)) return;
    progress.watermark = Math.max(progress.watermark ?? watermark, watermark);
    progress.announced.shift();
  }
}
