import { type LogMessage, label } from '@aiops/contracts';

/** Label that names the place in the code that logs a line, where it ends with the number of a line of code. */
const PLACE_LABEL = 'logger';
const PLACE_END = /[#:]\d+\)?$/;
/** Longer numbers than this at the end of a name are no line of code. */
const END_LENGTH = 12;
/** Names are told apart by so many characters. */
const MAX_NAME = 200;

/**
 * The kind of a line, for counting: the place in the code that logs it where its labels name one, else its template. Lines
 * of a trace and lines of none are two kinds, because they come at rates of different things. Undefined for a line that has neither
 * place nor template. The text starts with a mark, so that no line can give a kind the name of something else.
 */
export function lineKind(message: LogMessage, template: string | undefined): string | undefined {
  const rate = message.trace_id ? 't' : 's';
  const place = placeIn(message);
  if (place !== undefined) return `${rate}p ${place}`;
  return template === undefined ? undefined : `${rate}m ${template}`;
}

/** True for a kind of lines that belong to traces. */
export function isOfTraces(kind: string): boolean {
  return kind.charCodeAt(0) === 116;
}

/** The id of the template of a kind; undefined for one that is a place in the code. */
export function templateOf(kind: string): string | undefined {
  return kind[1] === 'm' ? kind.slice(3) : undefined;
}

/** The place in the code of a kind that is one. */
export function placeOf(kind: string): string {
  return kind.slice(3);
}

function placeIn({ labels }: LogMessage): string | undefined {
  const place = labels === undefined ? undefined : label(labels, PLACE_LABEL);
  return place !== undefined && PLACE_END.test(place.slice(-END_LENGTH))
    ? place.slice(0, MAX_NAME)
    : undefined;
}
