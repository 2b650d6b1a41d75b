import { type Logger, Unavailable } from '@aiops/runtime';
import { InvalidTopology } from '../invalid-topology.ts';
import { type BuildGraphOptions, buildGraph } from '../service.ts';
import type { LiveGraph } from './live-graph.ts';
import { addCall, type ObservedCall, type ObservedCalls } from './observed-call.ts';

export interface GraphWriterOptions extends Omit<BuildGraphOptions, 'live' | 'calls'> {
  /** How often (ms) it is looked whether something has changed. */
  readonly interval: number;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** Anything but a bad file or a server that is away is a bug. */
  readonly onCrash: (error: Error) => void;
}

/** Keeps the topology store up to date while graph-builder watches. */
export interface GraphWriter {
  /** The live graph is whole at this time. */
  offer(graph: LiveGraph, now: number): void;
  /** Takes how calls went; it is stored with the next change of the graph, and no later than the files are read again. */
  observe(calls: readonly ObservedCall[]): void;
  /** Stores what there is, unless that is under way. */
  write(): Promise<void>;
  health(): { readonly up: boolean; readonly detail: string };
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

/** How often the files are read again, and when edges were last seen is stored, although nothing else has changed. */
const REFRESH_MS = 60_000;
/** A live graph that was not offered for so long belongs to another process by now. */
const OFFER_LASTS_MS = 10_000;

/** Stores at once, and then whenever an edge came or went or the files are due, at most once in an interval. */
export function startGraphWriter(options: GraphWriterOptions): GraphWriter {
  const { logger, now } = options;
  let offered: { graph: LiveGraph; at: number } | undefined;
  let written: { files: string; changedAt: number; at: number } | undefined;
  const observed: ObservedCalls = {};
  let problem: string | undefined;
  let running: Promise<void> | undefined;

  const graphNow = () =>
    offered !== undefined && now() - offered.at < OFFER_LASTS_MS ? offered.graph : undefined;
  const liveNow = () => {
    const graph = graphNow();
    const { clock = 0, changedAt = 0 } = graph ?? {};
    return { edges: graph?.edges() ?? [], clock, changedAt, files: written?.files };
  };
  const store = async () => {
    try {
      const live = liveNow();
      const calls = Object.entries(observed);
      const { files, version, changed } = await buildGraph({
        ...options,
        live,
        calls: calls.map(([, call]) => call),
      });
      forget(observed, calls);
      written = { files, changedAt: live.changedAt, at: now() };
      if (changed) logger.info({ version }, 'The topology has changed.');
      if (problem !== undefined) logger.info('The topology is stored again.');
      problem = undefined;
    } catch (error) {
      if (!(error instanceof InvalidTopology || error instanceof Unavailable)) throw error;
      if (problem !== error.message) logger.warn({ err: error }, 'The topology is not stored; trying again.');
      problem = error.message;
    }
  };
  const write = () => {
    running ??= store().finally(() => {
      running = undefined;
    });
    return running;
  };
  const isDue = () =>
    written === undefined ||
    problem !== undefined ||
    (graphNow()?.changedAt ?? 0) > written.changedAt ||
    now() - written.at >= REFRESH_MS;
  const background = () => {
    if (isDue()) write().catch((error: unknown) => options.onCrash(error as Error));
  };
  background();
  const timer = setInterval(background, options.interval);
  return {
    offer(graph, at) {
      offered = { graph, at };
    },
    observe(calls) {
      for (const call of calls) addCall(observed, call, true);
    },
    write,
    health: () => ({ up: problem === undefined, detail: problem ?? 'ok' }),
    async stop() {
      clearInterval(timer);
      await running?.catch(() => undefined);
    },
  };
}

/** Those that were stored are done with, unless something newer came meanwhile. */
function forget(observed: ObservedCalls, stored: readonly (readonly [string, ObservedCall])[]): void {
  for (const [key, call] of stored) if (observed[key] === call) delete observed[key];
}
