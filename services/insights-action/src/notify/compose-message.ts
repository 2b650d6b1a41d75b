import { withoutLogin } from '@aiops/config';
import type { RcaResult, Severity } from '@aiops/contracts';
import { deviceOf, isSimulated } from '../anomaly-facts.ts';
import { distinctAnomalies } from '../distinct-anomalies.ts';
import { endOf, startOf } from '../incident-span.ts';
import { incidentUrl } from '../page-url.ts';
import { safeText } from '../report/safe-text.ts';
import { incidentOf } from '../suggestion.ts';
import { worst } from './incident-facts.ts';
import type { Change } from './told.ts';
import type { Certainty, Wording } from './wording/wording.ts';

/** A message before a channel has given it its form. Texts are one line each, without control characters, but not escaped. */
export interface ComposedMessage {
  readonly severity: Severity;
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly links: readonly { readonly title: string; readonly url: string }[];
}

export interface MessageContext {
  readonly wording: Wording;
  /** Writes a time (epoch ms). */
  readonly time: (at: number) => string;
  /** Names of the runbooks that were suggested, best first. */
  readonly runbooks: readonly string[];
  /** Name of the cause that was told last, if it is another one now. */
  readonly before: string | undefined;
  /** Where incident pages and Grafana are reached. */
  readonly pages: string | undefined;
  readonly grafana: string | undefined;
}

const SHOWN_NAMES = 5;
const SHOWN_RUNBOOKS = 3;
const NAME_WIDTH = 60;

/** What is said of a change of an incident. */
export function composeMessage(change: Change, result: RcaResult, context: MessageContext): ComposedMessage {
  const { wording } = context;
  const anomalies = distinctAnomalies(result);
  const severity = worst(anomalies, result.trigger_anomaly.severity);
  const cause = nameOfCause(result);
  const about =
    cause ?? result.root_cause.root_cause_device ?? deviceOf(result.trigger_anomaly) ?? wording.none;
  const title = wording.title(
    wording.change[change],
    wording.severity[severity],
    safeText(about, NAME_WIDTH),
    cause !== undefined,
  );
  const simulated = result.domain === 'demo' || anomalies.some(isSimulated);
  return {
    severity,
    title: simulated ? `[${wording.simulated}] ${title}` : title,
    paragraphs: paragraphs(change, result, context),
    facts: facts(result, severity, context),
    links: links(result, context),
  };
}

/** The name of the cause, as long as it is certain. */
export function nameOfCause({ root_cause: cause, conclusive }: RcaResult): string | undefined {
  return conclusive === false ? undefined : (cause.root_cause_device ?? undefined);
}

function paragraphs(
  change: Change,
  result: RcaResult,
  { wording, runbooks, before }: MessageContext,
): string[] {
  const { root_cause: cause, flapping } = result;
  const name = nameOfCause(result);
  const { shown, more } = namesOf(result, name);
  const said =
    name === undefined
      ? [wording.noCause(cleaned(cause.root_cause_device), shown, more)]
      : [
          `${wording.cause(safeText(name, NAME_WIDTH), shown, more)}${wording.between}${wording.confidence(
            wording.certainty[certaintyOf(cause.confidence)],
            Math.round(cause.confidence * 100),
          )}`,
        ];
  if (before !== undefined && change === 'cause_changed')
    said.push(wording.changedFrom(safeText(before, NAME_WIDTH)));
  if (change === 'resolved') return [wording.ended(wording.span(endOf(result) - startOf(result))), ...said];
  if (change === 'merged')
    return [wording.mergedInto(safeText(result.merged_into ?? wording.none, NAME_WIDTH))];
  said.push(safeText(result.rca_summary, 600));
  if (flapping !== undefined) said.push(wording.flapping(flapping.times));
  if (runbooks.length > 0)
    said.push(
      wording.suggested(runbooks.slice(0, SHOWN_RUNBOOKS).map((runbook) => safeText(runbook, NAME_WIDTH))),
    );
  return said.filter((text) => text !== '');
}

function facts(result: RcaResult, severity: Severity, { wording, time, runbooks }: MessageContext) {
  const { root_cause: cause } = result;
  const name = nameOfCause(result);
  const { shown, more } = namesOf(result, name);
  const closed = result.status === 'resolved' || result.status === 'merged';
  const said: readonly (readonly [keyof Wording['facts'], string | undefined])[] = [
    ['severity', wording.severity[severity]],
    ['cause', cleaned(name)],
    [
      'confidence',
      name === undefined
        ? undefined
        : `${wording.certainty[certaintyOf(cause.confidence)]} (${Math.round(cause.confidence * 100)} %)`,
    ],
    ['affected', shown.length === 0 ? undefined : wording.list(shown, more)],
    ['began', time(startOf(result))],
    ['ended', closed ? time(endOf(result)) : undefined],
    [
      'runbooks',
      runbooks.length === 0 || closed
        ? undefined
        : wording.list(
            runbooks.slice(0, SHOWN_RUNBOOKS).map((runbook) => safeText(runbook, NAME_WIDTH)),
            Math.max(0, runbooks.length - SHOWN_RUNBOOKS),
          ),
    ],
    ['incident', safeText(incidentOf(result), NAME_WIDTH)],
  ];
  return said.flatMap(([key, value]) => (value === undefined ? [] : [{ name: wording.facts[key], value }]));
}

function links(result: RcaResult, { wording, pages, grafana }: MessageContext) {
  return [
    ...(pages === undefined
      ? []
      : [{ title: wording.links.incident, url: incidentUrl(pages, incidentOf(result)) }]),
    ...(grafana === undefined ? [] : [{ title: wording.links.grafana, url: withoutLogin(grafana) }]),
  ];
}

/** The devices that are affected besides the cause. */
function namesOf(result: RcaResult, cause: string | undefined): { shown: string[]; more: number } {
  const devices = new Set(distinctAnomalies(result).flatMap((anomaly) => deviceOf(anomaly) ?? []));
  if (cause !== undefined) devices.delete(cause);
  const names = [...devices].sort();
  return {
    shown: names.slice(0, SHOWN_NAMES).map((name) => safeText(name, NAME_WIDTH)),
    more: Math.max(0, names.length - SHOWN_NAMES),
  };
}

function certaintyOf(confidence: number): Certainty {
  if (confidence >= 0.8) return 'strong';
  return confidence >= 0.5 ? 'fair' : 'weak';
}

function cleaned(text: string | null | undefined): string | undefined {
  return text === null || text === undefined ? undefined : safeText(text, NAME_WIDTH);
}
