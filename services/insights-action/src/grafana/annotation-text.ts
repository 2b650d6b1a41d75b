import type { RcaResult } from '@aiops/contracts';
import { dayAndClock, formatSpan, percent } from '../report/format-value.ts';
import { safeText } from '../report/safe-text.ts';
import type { Delivery } from '../sinks/incident-sink.ts';
import { type IncidentView, incidentView } from '../sinks/incident-view.ts';
import { escapeHtml } from './escape-html.ts';

const MOST_NAMES = 6;

/**
 * What an annotation says of an incident, as the little HTML that Grafana shows: cause and effect, how sure that is, the
 * candidates, the runbooks, and a link. Whatever came from outside is escaped and bounded.
 */
export function annotationText({ incident, revision, result, runbooks }: Delivery): string {
  const view = incidentView(result);
  const { candidates } = result.root_cause;
  const reasons = result.conclusive === false ? (result.inconclusive_reasons ?? []) : [];
  const lines = [
    `<b>${effect(view)}</b>`,
    [state(result, view), `severity ${view.severity}`, ...(view.simulated ? ['simulated'] : [])].join(' · '),
    `Confidence ${percent(result.root_cause.confidence)}${result.conclusive === false ? ', inconclusive' : ''}`,
    ...reasons.slice(0, 3).map((reason) => shown(reason, 200)),
    shown(result.rca_summary, 600),
    list(
      'Candidates',
      candidates.map(({ device, confidence }) => `${shown(device, 60)} ${percent(confidence)}`),
    ),
    list(
      'Runbooks',
      runbooks.map((name) => shown(name, 60)),
    ),
    `<a href="d/aiops-incidents?var-incident=${escapeHtml(encodeURIComponent(safeText(incident, 200)))}">All about it</a> · revision ${revision}`,
  ];
  return lines.filter((line) => line !== '').join('<br>');
}

function effect({ cause, affected }: IncidentView): string {
  const victims =
    affected.length === 0 ? 'nothing else is affected' : names(affected.map((name) => shown(name, 60)));
  return cause === null ? `No cause found → ${victims}` : `${shown(cause, 60)} → ${victims}`;
}

function state(result: RcaResult, { started, ended }: IncidentView): string {
  if (result.status === 'merged') return `Merged into ${shown(result.merged_into ?? 'another incident', 80)}`;
  if (ended !== undefined) return `Resolved after ${formatSpan(ended - started)}`;
  const word = result.status === 'reopened' ? 'Open again' : 'Open';
  return `${word} since ${dayAndClock(started)}`;
}

function list(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `${title}: ${names(items)}`;
}

function names(items: readonly string[]): string {
  const hidden = items.length - MOST_NAMES;
  return items.slice(0, MOST_NAMES).join(', ') + (hidden > 0 ? ` and ${hidden} more` : '');
}

function shown(text: string, width: number): string {
  return escapeHtml(safeText(text, width));
}
