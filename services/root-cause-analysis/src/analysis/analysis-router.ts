import type { TopologyAnalysis, TopologyStatus } from '@aiops/rca';
import express, { type Response, type Router } from 'express';
import type { TopologySource } from '../topology-view.ts';
import type { AnalysisState } from './background-analysis.ts';

export interface AnalysisRouterOptions {
  readonly topology: TopologySource;
  readonly analysis: () => AnalysisState;
}

/** What `GET /v1/topology/analysis` answers when there is an analysis. */
export interface AnalysisAnswer extends TopologyAnalysis {
  readonly topology_status: TopologyStatus;
  /** False while the topology in use is another version than the one that was analysed. */
  readonly up_to_date: boolean;
}

/** Seconds after which an analysis that is not finished may be asked for again. */
const RETRY_AFTER_S = 5;

/** `GET /v1/topology/analysis`: the newest finished analysis; 503 with the reason while there is none. */
export function createAnalysisRouter({ topology: source, analysis }: AnalysisRouterOptions): Router {
  const router = express.Router();
  router.get('/v1/topology/analysis', (_request, response) => {
    const { topology, status } = source();
    const { analysis: finished, problem } = analysis();
    if (topology === undefined)
      return refuse(response, 'There is no topology: fill the topology store with graph-builder.');
    if (finished === undefined && problem !== undefined)
      return refuse(
        response,
        `The topology could not be analysed (${problem}); the log of this service says more.`,
      );
    if (finished === undefined)
      return refuse(response, `Version ${topology.version} is being analysed; ask again in some seconds.`);
    const answer: AnalysisAnswer = {
      topology_status: status,
      up_to_date: finished.version === topology.version,
      ...finished,
    };
    response.json(answer);
  });
  return router;
}

function refuse(response: Response, error: string): void {
  response.setHeader('Retry-After', String(RETRY_AFTER_S));
  response.status(503).json({ error });
}
