import { contentId, parseTimestamp, type RcaResult } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { actionMessage } from './action-message.ts';
import { deviceOf } from './anomaly-facts.ts';
import type { RunbookMatch } from './runbooks/match-runbooks.ts';

/** Ids are keys of messages and records, and stand beside the key in the message: a longer one would make it more than a broker takes. */
const LONGEST_ID = 1_000;

/**
 * The incident that a result is about: its own id, or one derived from the trigger for a result typed by a person. One that is
 * too long for an id is named by its hash.
 */
export function incidentOf(result: RcaResult): string {
  const { incident_id: id } = result;
  if (id === undefined) return contentId('incident', JSON.stringify(result.trigger_anomaly));
  return id.length <= LONGEST_ID ? id : contentId('incident', id);
}

/** The action that suggests a runbook. It says what could be done; nothing has been run and nothing will be. */
export function suggestion(result: RcaResult, match: RunbookMatch): OutMessage {
  const { runbook, anomaly } = match;
  const incident = incidentOf(result);
  return actionMessage(
    {
      id: contentId('runbook_suggested', incident, runbook.name),
      incident,
      revision: result.revision ?? 1,
      at: parseTimestamp(result.timestamp) ?? 0,
      action: 'runbook_suggested',
    },
    {
      runbook: runbook.name,
      result: {
        runbook: runbook.name,
        status: 'suggested',
        steps: runbook.steps.map(({ name }) => ({ step: name, status: 'not_run' })),
      },
      device: match.on === 'cause' ? result.root_cause.root_cause_device : deviceOf(anomaly),
      metric: anomaly.metric_name,
      mode: 'dry_run',
      actor: 'aiops',
    },
  );
}
