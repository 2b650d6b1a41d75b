/** `host:port` as configuration has it → `host:port` as it is here. */
export type Addresses = Readonly<Record<string, string>>;

/**
 * Replaces each `host:port` of a configuration text by where that server is here, everything else staying byte by byte.
 * Only whole addresses count: `kafka:9092` is found neither in `my-kafka:9092` nor in `kafka:90921`.
 */
export function localise(text: string, addresses: Addresses): string {
  return replaceWhole(text, addresses, { before: '[A-Za-z0-9_.-]', after: '[0-9]' });
}

/** Replaces absolute paths, and the beginnings of longer ones, in the same way: `/loki` in `/loki/chunks`, not in `/loki-2`. */
export function relocate(text: string, paths: Readonly<Record<string, string>>): string {
  return replaceWhole(text, paths, { before: '[A-Za-z0-9_./-]', after: '[A-Za-z0-9_.-]' });
}

/** In one pass, so that a replacement is never replaced again; the longest key wins. */
function replaceWhole(
  text: string,
  replacements: Readonly<Record<string, string>>,
  { before, after }: { readonly before: string; readonly after: string },
): string {
  const found = new Map(Object.entries(replacements));
  if (found.size === 0) return text;
  const keys = [...found.keys()].sort((a, b) => b.length - a.length).map(escaped);
  return text.replace(
    new RegExp(`(?<!${before})(?:${keys.join('|')})(?!${after})`, 'g'),
    (key) => found.get(key) ?? key,
  );
}

function escaped(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
