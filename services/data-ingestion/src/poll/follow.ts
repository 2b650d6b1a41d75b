import { contentId, type EntityResolver, formatTimestamp } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { eventOut } from '../messages/event-out.ts';
import { nsToMs, oldestWanted, planWindow, type Reach } from '../plan-window.ts';
import type { Cursors, Logger, Publish } from '../ports.ts';
import { readCursor, type Window, writeCursor } from './cursor.ts';
import type { PollStream } from './stream.ts';
import type { WindowLimit } from './window-limit.ts';

export interface FollowOptions {
  readonly source: string;
  readonly publish: Publish;
  readonly cursors: Cursors;
  readonly resolver: () => EntityResolver;
  readonly now: () => number;
  readonly logger: Logger;
}

/** Reads a stream from its cursor up to the newest trusted instant, window by window. */
export async function followStream(
  stream: PollStream,
  limit: WindowLimit,
  options: FollowOptions,
  signal: AbortSignal,
): Promise<void> {
  const key = `data-ingestion:cursor:${stream.id}`;
  while (!signal.aborted) {
    const next = await nextWindow(limit.reach(), key, options);
    if (next === undefined) return;
    await handOn(stream, key, next, options, signal);
    limit.grow();
  }
}

interface NextWindow {
  readonly window: Window;
  /** It was begun before and is stored already. */
  readonly begun: boolean;
}

async function nextWindow(
  reach: Reach,
  key: string,
  { cursors, now: clock }: FollowOptions,
): Promise<NextWindow | undefined> {
  const now = clock();
  const cursor = await readCursor(cursors, key);
  const begun = cursor?.window;
  if (cursor !== undefined && begun !== undefined && cursor.from >= oldestWanted(now, reach))
    return { window: { from: cursor.from, ...begun }, begun: true };
  const { window, skipped } = planWindow(begun?.gapFrom ?? cursor?.from, now, reach);
  if (window === undefined) return undefined;
  // From the first start on there is a place to come back to, so that even an outage right then is filled.
  if (cursor === undefined) await writeCursor(cursors, key, { from: window.from });
  const gap = skipped === undefined ? {} : { gapFrom: skipped.from };
  return { window: { ...window, at: now, ...gap }, begun: false };
}

/**
 * Reads one window and publishes its pages. The cursor moves only after the bus acknowledged what lies before it. The
 * window is stored before its first message goes out: when the process dies in between, the same window is read again,
 * and what it gives has the same ids and the same bytes.
 */
async function handOn(
  stream: PollStream,
  key: string,
  { window, begun }: NextWindow,
  options: FollowOptions,
  signal: AbortSignal,
): Promise<void> {
  const { publish, cursors } = options;
  const { from, gapFrom, ...underWay } = window;
  let stored = begun;
  let untold = gapFrom;
  for await (const page of stream.read(window, signal)) {
    const messages =
      untold === undefined ? page.messages : [gapTold(stream.id, untold, from, options), ...page.messages];
    untold = undefined;
    if (messages.length > 0) {
      if (!stored) await writeCursor(cursors, key, { from, window: omitFrom(window) });
      stored = true;
      await publish(messages);
    }
    const done = page.next >= window.to;
    await writeCursor(cursors, key, done ? { from: window.to } : { from: page.next, window: underWay });
    if (signal.aborted) return;
  }
}

function omitFrom({ from: _from, ...rest }: Window): Omit<Window, 'from'> {
  return rest;
}

/** A gap that is not filled is said aloud, because a chart with a hole looks like calm. */
function gapTold(id: string, gapFrom: bigint, gapTo: bigint, options: FollowOptions): OutMessage {
  const { source, resolver, logger } = options;
  const from = formatTimestamp(nsToMs(gapFrom));
  const to = formatTimestamp(nsToMs(gapTo));
  logger.warn({ source, stream: id, from, to }, 'A gap older than data_ingestion.backfill is given up.');
  const event = {
    event_id: contentId('source_gap', id, String(gapFrom), String(gapTo)),
    timestamp: to,
    event_type: 'source_gap',
    source: 'data-ingestion',
    severity: 'medium',
    summary: `${id}: ${from} to ${to} was never read; it lies further back than data_ingestion.backfill`,
    details: { source, stream: id, from, to },
  };
  return eventOut(event, { service: source }, resolver());
}
