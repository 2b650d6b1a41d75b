import type { RcaResult, Runbook } from '@aiops/contracts';
import { isSimulated } from '../anomaly-facts.ts';
import { isClosed } from '../report/report.ts';
import { matchRunbooks } from '../runbooks/match-runbooks.ts';
import { suggestedParameters } from '../runbooks/plan-run.ts';
import type { IncidentSink } from '../sinks/incident-sink.ts';
import type { RunDesk } from './run-desk.ts';

export interface AutomaticRunsOptions {
  readonly desk: Pick<RunDesk, 'runByItself'>;
  readonly runbooks: () => readonly Runbook[];
  readonly now: () => number;
  /** News older than this is no reason to act, in ms. */
  readonly maxAgeMs: number;
}

/**
 * Has runbooks run without a person, as far as the settings allow: those that apply to the named cause of an open incident, on the
 * device that is the cause, whose name is the value of parameters that come from there. A result that is inconclusive, made up by
 * the demo, or old starts nothing.
 */
export function automaticRuns({ desk, runbooks, now, maxAgeMs }: AutomaticRunsOptions): IncidentSink {
  return {
    name: 'automatic_runs',
    async deliver({ incident, result, recordedAt }) {
      if (!isFirm(result) || now() - recordedAt > maxAgeMs) return;
      const { root_cause_device: device } = result.root_cause;
      const matches = matchRunbooks(runbooks(), result).filter(({ on }) => on === 'cause');
      for (const { runbook } of matches) {
        const parameters = suggestedParameters(runbook, device);
        await desk.runByItself({ runbook: runbook.name, incident, device, parameters });
      }
    },
  };
}

function isFirm(result: RcaResult): boolean {
  const { root_cause_anomaly: cause, root_cause_device: device } = result.root_cause;
  const isMadeUp = result.domain === 'demo' || isSimulated(result.trigger_anomaly);
  const isKnown = cause !== null && device !== null && result.conclusive === true && !isSimulated(cause);
  return isKnown && !isMadeUp && !isClosed(result);
}
