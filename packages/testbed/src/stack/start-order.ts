/** What the order of starting is found from. */
export interface Dependent {
  readonly name: string;
  readonly needs: readonly string[];
}

/** A name that no server has. */
export class UnknownServer extends Error {
  override readonly name = 'UnknownServer';
}

/**
 * The named ones and all that they need, each after what it needs, otherwise in the order of `all`.
 * Throws `UnknownServer` for a name that is not among them, and an error when needs go in a circle.
 */
export function startOrder<T extends Dependent>(all: readonly T[], names: readonly string[]): T[] {
  const byName = new Map(all.map((one) => [one.name, one]));
  const ordered = new Set<T>();
  const visit = (name: string, path: readonly string[]) => {
    const one = byName.get(name);
    if (one === undefined) throw unknown(name, path, [...byName.keys()]);
    if (ordered.has(one)) return;
    if (path.includes(name)) throw new Error(`servers need each other: ${[...path, name].join(' → ')}`);
    for (const need of one.needs) visit(need, [...path, name]);
    ordered.add(one);
  };
  const wanted = new Set(names);
  for (const name of names) if (!byName.has(name)) visit(name, []);
  for (const { name } of all) if (wanted.has(name)) visit(name, []);
  return [...ordered];
}

function unknown(name: string, path: readonly string[], known: readonly string[]): UnknownServer {
  const asked = path.length === 0 ? '' : `, which ${path.at(-1)} needs`;
  return new UnknownServer(`There is no server ${name}${asked}; there are ${known.join(', ')}`);
}
