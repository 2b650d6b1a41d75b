/** The value of a JSON text, or undefined when it is none. For what we stored ourselves and may find damaged. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
