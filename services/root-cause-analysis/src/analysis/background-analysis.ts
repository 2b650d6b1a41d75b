import type { Topology } from '@aiops/contracts';
import type { TopologyAnalysis } from '@aiops/rca';
import type { Logger } from '@aiops/runtime';

export interface BackgroundAnalysisOptions {
  /** Analyses one topology; rejects when the signal says so. */
  readonly analyse: (topology: Topology, signal: AbortSignal) => Promise<TopologyAnalysis>;
  readonly logger: Pick<Logger, 'info' | 'error'>;
  /** The clock, in epoch ms: how long it took is logged. */
  readonly now: () => number;
}

/** The newest analysis that is finished, and how the last one ended. */
export interface AnalysisState {
  readonly analysis: TopologyAnalysis | undefined;
  /** Why the last analysis failed; undefined when it did not. */
  readonly problem: string | undefined;
}

/** The analysis of the topology in use: made once for each version, one at a time. */
export interface BackgroundAnalysis {
  /** Analyses a topology, after the one that is under way; of those that come meanwhile only the last one counts. */
  take(topology: Topology): void;
  current(): AnalysisState;
  /** Gives up what is under way; nothing is taken afterwards. */
  stop(): Promise<void>;
}

/** A version whose analysis fails is not tried again: the same input would fail again. The one before it stays. */
export function createBackgroundAnalysis(options: BackgroundAnalysisOptions): BackgroundAnalysis {
  const { analyse, logger, now } = options;
  const stopped = new AbortController();
  const { signal } = stopped;
  let state: AnalysisState = { analysis: undefined, problem: undefined };
  let next: Topology | undefined;
  let running: Promise<void> | undefined;
  const analyseOne = async (topology: Topology) => {
    const began = now();
    const { version, nodes, edges } = topology;
    try {
      state = { analysis: await analyse(topology, signal), problem: undefined };
      const size = { version, nodes: nodes.length, edges: edges.length };
      logger.info({ ...size, ms: now() - began }, 'The topology was analysed.');
    } catch (error) {
      if (signal.aborted) return;
      state = { ...state, problem: `version ${version}: ${(error as Error).message}` };
      logger.error({ version, err: error }, 'The topology could not be analysed; the analysis before stays.');
    }
  };
  const run = async () => {
    for (let topology = next; topology !== undefined && !signal.aborted; topology = next) {
      next = undefined;
      await analyseOne(topology);
    }
    running = undefined;
  };
  return {
    take(topology) {
      next = topology;
      running ??= run();
    },
    current: () => state,
    async stop() {
      stopped.abort();
      await running;
    },
  };
}
