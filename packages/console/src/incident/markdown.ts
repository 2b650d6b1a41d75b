import type { Incident } from '../live/api-types.ts';
import { formatMoment, formatSpan, momentOf, type SpanWords } from '../time/format-time.ts';
import type { Words } from '../words/en.ts';
import { wordFor } from '../words/word-for.ts';
import { nameOf, onsetOf } from './anomaly-facts.ts';
import { plain } from './plain.ts';
import { responseLines } from './response-lines.ts';
import { scoreParts } from './score-parts.ts';
import { anomaliesOf } from './subjects.ts';
import type { IncidentResponse } from './use-incident-response.ts';

export interface MarkdownOptions {
  readonly words: Pick<Words, 'incident' | 'incidents' | 'runbooks' | 'shell'>;
  /** What people did; what is not known yet is left out. */
  readonly response: IncidentResponse;
  readonly address: string;
  /** Of the times; that of the browser unless given. */
  readonly zone?: string;
}

const MOST_ROWS = 100;

/** An incident as Markdown, to begin a post-mortem with. Whatever came from outside stays text. */
export function incidentMarkdown(
  { incident, result }: Incident,
  { words, response, address, zone }: MarkdownOptions,
): string {
  const { markdown: own } = words.incident;
  const { root_cause: cause } = result;
  const began = momentOf(incident.started_at);
  const ended = momentOf(incident.ended_at);
  const moment = (at: number | undefined) => (at === undefined ? '–' : formatMoment(at, zone));
  const anomalies = anomaliesOf(result);
  const [first, ...others] = cause.candidates;
  const done = responseLines({
    runs: response.runs.value?.items ?? [],
    verdicts: response.verdicts.value?.items ?? [],
    words,
    zone,
  });
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `# ${plain(incident.cause ?? own.noCause)}: ${plain(incident.summary)}`,
    '',
    `- ${own.incident}: ${plain(incident.id)} (${plain(address)})`,
    `- ${own.state}: ${plain(wordFor(words.incidents.status, incident.status))}, ${words.shell.severity[incident.severity]}`,
    `- ${own.cause}: ${plain(incident.cause ?? own.noCause)} (${Math.round(incident.confidence * 100)} %${incident.conclusive ? '' : `, ${own.unsure}`})`,
    `- ${own.began}: ${moment(began)}`,
    ...(ended === undefined || began === undefined
      ? []
      : [`- ${own.ended}: ${moment(ended)} (${formatSpan(ended - began, words.shell satisfies SpanWords)})`]),
    `- ${own.affected}: ${incident.entities.map(plain).join(', ') || '–'}`,
    '',
    `## ${own.timeLine}`,
    '',
    row([own.when, own.what, own.finding]),
    row(['---', '---', '---']),
    ...anomalies
      .slice(0, MOST_ROWS)
      .map((anomaly) => row([moment(onsetOf(anomaly)), plain(nameOf(anomaly)), plain(anomaly.summary)])),
    ...(anomalies.length > MOST_ROWS ? ['', own.more(anomalies.length - MOST_ROWS)] : []),
    ...(first === undefined
      ? []
      : ['', `## ${own.why}`, '', plain(cause.explanation), '', ...reasons(first, words.incident.terms)]),
    ...(others.length === 0 ? [] : ['', `## ${own.others}`, '']),
    ...others.map(
      ({ device, confidence, against }) =>
        `- ${plain(device)} (${Math.round(confidence * 100)} %)${against.length === 0 ? '' : `: ${against.map(plain).join('; ')}`}`,
    ),
    ...(done.length === 0 ? [] : ['', `## ${own.done}`, '', ...done]),
    '',
    `## ${own.todo}`,
    '',
    ...own.todos.map((line) => `- [ ] ${line}`),
    '',
  ].join('\n');
}

function reasons(
  candidate: Parameters<typeof scoreParts>[0],
  names: Readonly<Record<string, string>>,
): string[] {
  return scoreParts(candidate).map(
    ({ term, points }) =>
      `- ${points > 0 ? '+' : '−'}${Math.abs(points).toFixed(3)} ${plain(wordFor(names, term.name))}: ${plain(term.why)}`,
  );
}
