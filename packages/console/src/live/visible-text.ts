/** Signs that nobody sees and that turn around the text after them: a name could read as another one. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text whose signs that change the direction of reading are seen. */
export function visibleText(text: string): string {
  return text.replace(TURNING, '\ufffd');
}

/** What the API says, with every text in it made visible. Throws a `SyntaxError` for what is no JSON. */
export function parseVisible(json: string): unknown {
  return JSON.parse(json, (_key, value: unknown) => (typeof value === 'string' ? visibleText(value) : value));
}
