import { useMemo } from 'preact/hooks';
import { pathOf } from '../app/routes.ts';
import { listAddress } from '../incidents/list-address.ts';
import type { Incident } from '../live/api-types.ts';
import { useStore } from '../live/use-store.ts';
import { Age } from '../parts/age.tsx';
import { ConfidenceMark } from '../parts/confidence-mark.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { NameList } from '../parts/name-list.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { useWords } from '../words/use-words.ts';
import { incidentMarkdown } from './markdown.ts';
import { subjectsOf } from './subjects.ts';
import type { IncidentResponse } from './use-incident-response.ts';

const MOST_NAMES = 4;

export interface SentencePartProps {
  readonly incident: Incident;
  readonly response: IncidentResponse;
}

/** Cause and effect in one sentence, how sure that is, and since when. */
export function SentencePart({ incident: whole, response }: SentencePartProps) {
  const words = useWords();
  const { incident, result } = whole;
  const own = words.incident;
  const victims = useMemo(() => subjectsOf(result).filter(({ isCause }) => !isCause), [result]);
  const names = victims.map(({ name }) => name);
  const sign = result.root_cause.root_cause_anomaly?.metric_name;
  const certainty = incident.confidence >= 0.8 ? 'strong' : incident.confidence >= 0.5 ? 'fair' : 'weak';
  return (
    <section class="card sentence" aria-labelledby="sentence">
      <p class="sentence-marks">
        <a href={useStore(listAddress)}>← {words.shell.views.incidents}</a>
        <SeverityMark severity={incident.severity} />
        <StateMark status={incident.status} />
        {incident.simulated && <span class="tag">{words.shell.simulated}</span>}
        {!incident.conclusive && <span class="tag">{words.incidents.unsure}</span>}
      </p>
      <h1 id="sentence">
        {incident.cause === null ? (
          words.incidents.noCause
        ) : (
          <span class="name cause-name">{incident.cause}</span>
        )}
        {sign !== undefined && incident.cause !== null && <small> ({sign})</small>}{' '}
        <span aria-hidden="true">→</span>
        <span class="unseen">{own.leadsTo}</span>{' '}
        {names.length === 0 ? words.incidents.nothingElse : <NameList names={names} most={MOST_NAMES} />}
      </h1>
      <p>{incident.summary}</p>
      <dl class="facts">
        <div>
          <dt>{own.confidence}</dt>
          <dd>
            <ConfidenceMark share={incident.confidence} /> {own.certainty[certainty]}
          </dd>
        </div>
        <div>
          <dt>{own.since}</dt>
          <dd>
            <Age stamp={incident.started_at} />
          </dd>
        </div>
        {incident.ended_at !== null && (
          <div>
            <dt>{own.until}</dt>
            <dd>
              <Age stamp={incident.ended_at} />
            </dd>
          </div>
        )}
        <div>
          <dt>{own.affected}</dt>
          <dd>{own.affectedCount(victims.length, incident.anomalies)}</dd>
        </div>
      </dl>
      <Doubts incident={whole} />
      <CopyButton
        label={own.copyMarkdown}
        text={() => incidentMarkdown(whole, { words, response, address: location.href })}
      />
    </section>
  );
}

/** What makes the verdict less sure, and what else has to be known of the incident. */
function Doubts({ incident: { incident, result } }: { readonly incident: Incident }) {
  const { incident: own } = useWords();
  const { inconclusive_reasons: reasons = [], topology, flapping, maintenance = [] } = result;
  const lines = [
    ...(incident.conclusive ? [] : reasons),
    ...(topology === undefined || topology.status === 'ok' ? [] : [own.topology[topology.status]]),
    ...(flapping === undefined ? [] : [own.flapping(flapping.times)]),
    ...maintenance.map(({ device, reason }) => own.maintenance(device, reason ?? '')),
  ];
  if (lines.length === 0 && incident.merged_into === null) return null;
  return (
    <ul class="doubts">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
      {incident.merged_into !== null && (
        <li>
          <a href={pathOf({ view: 'incident', id: incident.merged_into })}>{own.merged}</a>
        </li>
      )}
    </ul>
  );
}
