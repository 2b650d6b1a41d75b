import { templateText } from '@aiops/detectors';
import { type EvidenceUrls, logQuery, queryEvidence } from '../evidence.ts';
import type { Finding } from '../lifecycle.ts';
import { clip } from '../wording.ts';
import type { LogState } from './log-state.ts';

const MAX_TEXT = 200;
const PLACEHOLDER = '<*>';
/** Shorter pieces of a template select too much. */
const MIN_PIECE = 4;

/** What a judgement about a template has to say, apart from what all of them have in common. */
export interface TemplateFinding
  extends Pick<Finding, 'name' | 'startedAt' | 'score' | 'severity' | 'reason' | 'value' | 'expected'> {
  readonly template: string;
  /** What came and what was expected, after the name of the entity. */
  readonly sentence: string;
  readonly lines: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** A template's text in quotes, cut to a sane length. */
export function quoted(state: LogState, id: string): string {
  return JSON.stringify(clip(textOf(state, id), MAX_TEXT));
}

/** The finding with sample lines and a query that shows the lines of the template as evidence. */
export function templateFinding(
  state: LogState,
  found: TemplateFinding,
  urls: EvidenceUrls | undefined,
): Finding {
  const { template, sentence, lines, from, to, ...rest } = found;
  const { entity, labels } = state;
  const shown = lines.map((line) => clip(line, MAX_TEXT));
  const query = logQuery(labels, longestPiece(textOf(state, template)));
  const last = shown.at(-1);
  return {
    ...rest,
    type: 'log',
    detector: rest.name,
    summary: `${entity.name} ${sentence}${last === undefined ? '' : `: ${last}`}`,
    contributions: [{ detector: rest.name, score: rest.score, detail: sentence }],
    evidence: [
      ...shown.map((title) => ({ kind: 'log', title })),
      queryEvidence(urls, 'log', `Such lines of ${entity.name}`, query, { from, to }),
    ],
  };
}

/** A template's text as it is now, empty for one that had to leave. */
export function textOf(state: LogState, id: string): string {
  const template = state.templates?.miner.templates.find((candidate) => candidate.id === id);
  return template === undefined ? '' : templateText(template);
}

/** The longest part of a template that all its lines share, to look for it; undefined when none is long enough. */
function longestPiece(text: string): string | undefined {
  const pieces = text.split(PLACEHOLDER).map((piece) => piece.replace(/…$/, '').trim());
  const longest = pieces.reduce((best, piece) => (piece.length > best.length ? piece : best), '');
  return longest.length < MIN_PIECE ? undefined : longest;
}
