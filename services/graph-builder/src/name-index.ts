/** What a name can lead to. */
export interface Named {
  readonly name: string;
  readonly spellings: ReadonlySet<string>;
}

/** Finds things by any spelling of theirs; upper and lower case are the same. */
export interface NameIndex<T extends Named> {
  /** Makes it findable under its name and the spellings it has now. */
  add(item: T): void;
  /** All that go by this name. A name proper counts before a host, an address or an alias of something else. */
  find(name: string): readonly T[];
}

export function createNameIndex<T extends Named>(): NameIndex<T> {
  const byName = new Map<string, T[]>();
  const bySpelling = new Map<string, T[]>();
  return {
    add(item) {
      put(byName, item.name, item);
      for (const spelling of item.spellings) put(bySpelling, spelling, item);
    },
    find: (name) => byName.get(fold(name)) ?? bySpelling.get(fold(name)) ?? [],
  };
}

function put<T>(index: Map<string, T[]>, name: string, item: T): void {
  const found = index.get(fold(name));
  if (found === undefined) index.set(fold(name), [item]);
  else if (!found.includes(item)) found.push(item);
}

function fold(name: string): string {
  return name.trim().toLowerCase();
}
