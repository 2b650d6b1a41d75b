import { Component } from 'preact';
import { pathOf } from '../app/routes.ts';
import type { IncidentSummary } from '../live/api-types.ts';
import { Age } from '../parts/age.tsx';
import { ConfidenceMark } from '../parts/confidence-mark.tsx';
import { NameList } from '../parts/name-list.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { formatSpan, momentOf } from '../time/format-time.ts';
import { useWords } from '../words/use-words.ts';

export interface IncidentRowProps {
  readonly incident: IncidentSummary;
}

const MOST_NAMES = 3;

/** A row of the list. It is drawn again only when its incident changes, not with every change of another. */
export class IncidentRow extends Component<IncidentRowProps> {
  override shouldComponentUpdate({ incident }: IncidentRowProps): boolean {
    return incident !== this.props.incident;
  }

  override render() {
    return <Row incident={this.props.incident} />;
  }
}

function Row({ incident }: IncidentRowProps) {
  const words = useWords().incidents;
  const { shell } = useWords();
  const { severity, status, cause, conclusive, confidence, simulated } = incident;
  const others = incident.entities.filter((name) => name !== cause);
  return (
    <li class={`row row-${incident.state}`}>
      <div class="row-marks">
        <SeverityMark severity={severity} />
        <StateMark status={status} />
        {simulated && <span class="tag">{shell.simulated}</span>}
      </div>
      <div class="row-what">
        <a class="row-link" href={pathOf({ view: 'incident', id: incident.id })}>
          {cause === null ? words.noCause : <strong>{cause}</strong>}
          <span class="row-arrow"> → </span>
          {others.length === 0 ? words.nothingElse : <NameList names={others} most={MOST_NAMES} />}
        </a>
        <p class="row-summary">{incident.summary}</p>
      </div>
      <div class="row-confidence">
        <ConfidenceMark share={confidence} />
        {!conclusive && <span class="quiet">{words.unsure}</span>}
      </div>
      <div class="row-age">
        <Age stamp={incident.started_at} short />
        <Lasted incident={incident} />
      </div>
    </li>
  );
}

function Lasted({ incident: { started_at: from, ended_at: until } }: IncidentRowProps) {
  const words = useWords().incidents;
  const { shell } = useWords();
  const start = momentOf(from);
  const end = momentOf(until);
  if (start === undefined || end === undefined) return null;
  return <span class="quiet">{words.lasted(formatSpan(end - start, shell))}</span>;
}
