import { isMixed, wholePlaceholder, withoutPlaceholders } from './placeholders.ts';

/** A piece of a URL: text as it is, or the name of the parameter whose value stands there, percent-encoded. */
export type UrlPiece =
  | { readonly text: string }
  | { readonly parameter: string; readonly in: 'path' | 'query' };

/** The pieces of a runbook's URL in order, or what is wrong with it. */
export type UrlTemplate = { readonly pieces: readonly UrlPiece[] } | { readonly problem: string };

const SHAPE = /^(https?:\/\/[^/?#\s]+)(\/[^?#]*)?(?:\?([^#]*))?$/;
const WHOLE_ONLY =
  'a placeholder may only be a whole part of the path between two /, or a whole value of the query: take the text beside it into the parameter';

/**
 * Takes a URL with placeholders apart. Where a value may stand is decided here, before there is one: never in the scheme, the
 * host, the port or the name of a query parameter, and nowhere beside other text.
 */
export function urlTemplate(url: string): UrlTemplate {
  const [whole, origin = '', path = '/', query] = SHAPE.exec(url) ?? [];
  if (whole === undefined) return { problem: 'expected a URL such as http://loki:3100/ready, without a #' };
  if (withoutPlaceholders(origin) !== origin) {
    return { problem: 'a placeholder may not decide which host is asked: write the host as it is' };
  }
  if (origin.includes('@')) return { problem: 'a user or password may not stand in a URL: use a header' };
  if (!URL.canParse(origin)) return { problem: `expected a host that can be asked, not ${origin}` };
  const segments = path.split('/');
  const pairs = query === undefined ? [] : query.split('&').map(pairOf);
  if (segments.some(isMixed) || pairs.some(([name, value]) => isMixed(value) || namesParameter(name))) {
    return { problem: WHOLE_ONLY };
  }
  const pieces: UrlPiece[] = [{ text: origin }];
  for (const segment of segments.slice(1)) pieces.push({ text: '/' }, pieceOf(segment, 'path'));
  for (const [index, [name, value]] of pairs.entries()) {
    pieces.push({ text: `${index === 0 ? '?' : '&'}${name}` }, pieceOf(value, 'query'));
  }
  return { pieces };
}

/** The name with its `=`, and the value. */
function pairOf(pair: string): readonly [string, string] {
  const end = pair.indexOf('=') + 1;
  return end === 0 ? [pair, ''] : [pair.slice(0, end), pair.slice(end)];
}

function namesParameter(name: string): boolean {
  return withoutPlaceholders(name) !== name;
}

function pieceOf(text: string, place: 'path' | 'query'): UrlPiece {
  const parameter = wholePlaceholder(text);
  return parameter === undefined ? { text } : { parameter, in: place };
}
