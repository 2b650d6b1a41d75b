/** A path into a file as a person reads it: `devices[3].name`; empty for the whole file. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, depth) =>
      typeof part === 'number' ? `[${part}]` : depth === 0 ? String(part) : `.${String(part)}`,
    )
    .join('');
}
