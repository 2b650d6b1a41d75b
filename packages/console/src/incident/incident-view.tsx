import { useMemo, useState } from 'preact/hooks';
import { pathOf } from '../app/routes.ts';
import type { Incident } from '../live/api-types.ts';
import { actions, incidents } from '../live/live.ts';
import { useAnswer } from '../live/use-answer.ts';
import { useStore } from '../live/use-store.ts';
import { AskFailed } from '../parts/ask-failed.tsx';
import { Notice } from '../parts/notice.tsx';
import { useWords } from '../words/use-words.ts';
import { CandidatesPart } from './candidates-part.tsx';
import { ChartsPart } from './charts-part.tsx';
import { EvidencePart } from './evidence-part.tsx';
import { FeedbackPart } from './feedback-part.tsx';
import { GraphPart } from './graph-part.tsx';
import { RunbooksPart } from './runbooks-part.tsx';
import { SentencePart } from './sentence-part.tsx';
import { TimeLinePart } from './time-line-part.tsx';
import { useIncidentResponse } from './use-incident-response.ts';

/** One incident: what is broken, what caused it, how sure that is, and what can be done now. */
export function IncidentView({ id }: { readonly id: string }) {
  const { shell, incident: words } = useWords();
  const { byId } = useStore(incidents);
  const known = byId.get(id);
  const key = `${id} ${known?.revision ?? 0}`;
  const { value, error } = useAnswer('getIncident', { params: { id } }, key);
  if (value === undefined && error === undefined) return <p class="quiet">{shell.loading}</p>;
  if (value === undefined) {
    const back = <a href={pathOf({ view: 'incidents' })}>{shell.backToList}</a>;
    if (error?.status !== 404) {
      return (
        <AskFailed title={words.failed} error={error}>
          {back}
        </AskFailed>
      );
    }
    return (
      <Notice kind="empty" title={words.notFound}>
        <p>{error.message}</p>
        {back}
      </Notice>
    );
  }
  return (
    <>
      <AskFailed title={words.stale} error={error} />
      <Parts incident={value} />
    </>
  );
}

function Parts({ incident }: { readonly incident: Incident }) {
  const [selected, setSelected] = useState<string>();
  const topology = useAnswer('getTopology', {}, '');
  const { id } = incident.incident;
  const briefs = useStore(actions);
  // Grows with everything that is done about this incident.
  const news = useMemo(() => briefs.filter(({ incident_id: of }) => of === id).length, [briefs, id]);
  const [response, askAgain] = useIncidentResponse(id, news);
  return (
    <div class="incident">
      <div class="column">
        <SentencePart incident={incident} response={response} />
        <GraphPart result={incident.result} topology={topology} selected={selected} onSelect={setSelected} />
      </div>
      <div class="column">
        <RunbooksPart incident={incident} news={news} runs={response.runs} onActed={askAgain} />
        <TimeLinePart result={incident.result} selected={selected} onSelect={setSelected} />
      </div>
      <CandidatesPart result={incident.result} />
      <ChartsPart incident={incident} selected={selected} />
      <EvidencePart result={incident.result} />
      <FeedbackPart incident={incident} verdicts={response.verdicts} onSent={askAgain} />
    </div>
  );
}
