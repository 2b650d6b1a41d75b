/** `${name}`, as a runbook's step refers to a parameter. */
const PLACEHOLDER = /\$\{([a-z][a-z0-9_]*)\}/g;
const WHOLE = /^\$\{([a-z][a-z0-9_]*)\}$/;

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

/** The parameter that a text stands for, undefined unless the text is one placeholder and nothing else. */
export function wholePlaceholder(text: string): string | undefined {
  return WHOLE.exec(text)?.[1];
}

/** Whether a text holds a placeholder beside something else, so that a value would become a part of a larger text. */
export function isMixed(text: string): boolean {
  return wholePlaceholder(text) === undefined && text !== withoutPlaceholders(text);
}

/** The text without its placeholders, for checks of what else stands in it. */
export function withoutPlaceholders(text: string): string {
  return text.replaceAll(PLACEHOLDER, '');
}
