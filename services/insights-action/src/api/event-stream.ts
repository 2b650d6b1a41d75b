import type { Request, Response } from 'express';
import { Problem, type ProblemKind } from './problem.ts';
import type { ChangeFeed } from './views/change-feed.ts';

export interface EventStream {
  /**
   * Tells a client what changes from now on, or after the id that it saw last. Throws {@link Problem} when there are too many, of
   * all or of this caller.
   */
  serve(request: Request, response: Response, caller: string): void;
  readonly clients: number;
  /** Ends all streams. */
  stop(): void;
}

const MOST_CLIENTS = 100;
/** Of one caller, so that nobody can take the places of all others. */
const MOST_OF_ONE = 20;
const HEARTBEAT_MS = 15_000;
/** When a client that lost its connection comes back. */
const RETRY_MS = 2_000;

/**
 * Server-sent events. Each client has a place in the feed and is sent what it can take; one that takes nothing from one
 * heartbeat to the next, or that falls behind what is kept, is dropped, and resumes or begins anew by itself.
 */
export function createEventStream(feed: ChangeFeed): EventStream {
  const open = new Map<() => void, string>();
  const refuseTooMany = (caller: string) => {
    const theirs = [...open.values()].filter((other) => other === caller);
    if (theirs.length >= MOST_OF_ONE) throw tooMany(429, 'limit_reached', `${MOST_OF_ONE} of your clients`);
    if (open.size >= MOST_CLIENTS) throw tooMany(503, 'unavailable', `${MOST_CLIENTS} clients`);
  };
  return {
    serve(request, response, caller) {
      refuseTooMany(caller);
      response.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      });
      const end = follow(feed, response, request.get('last-event-id'));
      open.set(end, caller);
      response.on('close', () => {
        end();
        open.delete(end);
      });
    },
    get clients() {
      return open.size;
    },
    stop() {
      for (const end of [...open.keys()]) end();
    },
  };
}

function tooMany(status: number, kind: ProblemKind, who: string): Problem {
  return new Problem(status, kind, `${who} are told of changes already; end one, or try again later.`, {
    retryAfter: 30,
  });
}

/** Sends a client the feed from its place on; the function that it returns ends that. */
function follow(feed: ChangeFeed, response: Response, lastId: string | undefined): () => void {
  const resumed = lastId === undefined || lastId === '' ? undefined : feed.after(lastId);
  let place = resumed ?? feed.next;
  let isFull = false;
  const send = (text: string) => {
    isFull = !response.write(text);
  };
  const pump = () => {
    if (place < feed.first) return end();
    for (let change = feed.at(place); change !== undefined && !isFull; change = feed.at(place)) {
      send(`id: ${change.id}\nevent: ${change.event}\ndata: ${change.data}\n\n`);
      place += 1;
    }
  };
  const unwatch = feed.watch(pump);
  const heartbeat = setInterval(() => (isFull ? end() : send(': still here\n\n')), HEARTBEAT_MS);
  heartbeat.unref();
  const end = () => {
    clearInterval(heartbeat);
    unwatch();
    response.destroy();
  };
  response.on('drain', () => {
    isFull = false;
    pump();
  });
  send(`retry: ${RETRY_MS}\n\n`);
  if (resumed === undefined) send(greeting(feed, lastId));
  pump();
  return end;
}

/** Where the feed stands, so that a client which is cut off before the first change can resume; `reset` tells it to load all anew. */
function greeting(feed: ChangeFeed, lastId: string | undefined): string {
  const event = lastId === undefined || lastId === '' ? 'ready' : 'reset';
  return `id: ${feed.idBefore(feed.next)}\nevent: ${event}\ndata: {}\n\n`;
}
