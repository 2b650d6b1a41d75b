/** `${name}`, as a runbook's step refers to a parameter. */
const PLACEHOLDER = /\$\{([a-z][a-z0-9_]*)\}/g;

export interface Placeholder {
  readonly name: string;
  /** Where in the value it stands. */
  readonly path: readonly (string | number)[];
}

/** Every placeholder in the texts of a JSON value, however deep. */
export function placeholdersIn(value: unknown, path: readonly (string | number)[] = []): Placeholder[] {
  if (typeof value === 'string') {
    return [...value.matchAll(PLACEHOLDER)].map((match) => ({ name: match[1] ?? '', path }));
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => placeholdersIn(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => placeholdersIn(item, [...path, key]));
}

/** The text without its placeholders, for checks of what else stands in it. */
export function withoutPlaceholders(text: string): string {
  return text.replaceAll(PLACEHOLDER, '');
}
