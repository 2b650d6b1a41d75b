import { type Labels, label } from '@aiops/contracts';

/** Whether the labels of a series are those that a rule is about. */
export type LabelMatcher = (labels: Labels) => boolean;

/**
 * A matcher for `label → values`: each label has to be there with one of its values. A `*` in a value stands for any text.
 * There are no regular expressions, because labels are untrusted text, and matching one takes time in proportion to its length.
 */
export function labelMatcher(wanted: Readonly<Record<string, readonly string[]>> = {}): LabelMatcher {
  const tests = Object.entries(wanted).map(([name, values]) => ({ name, fits: oneOf(values) }));
  return (labels) =>
    tests.every(({ name, fits }) => {
      const text = label(labels, name);
      return text !== undefined && fits(text);
    });
}

function oneOf(values: readonly string[]): (text: string) => boolean {
  const exact = new Set(values.filter((value) => !value.includes('*')));
  const patterns = values.filter((value) => value.includes('*')).map((value) => value.split('*'));
  return (text) => exact.has(text) || patterns.some((pieces) => fitsPieces(text, pieces));
}

/** The first piece begins the text, the last one ends it, and those between follow each other; the earliest place is as good as any. */
function fitsPieces(text: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  let from = first.length;
  const end = text.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    const place = text.indexOf(piece, from);
    if (place < 0 || place + piece.length > end) return false;
    from = place + piece.length;
  }
  return true;
}
