/**
 * How the values of a task's state become the texts that the store keeps. `read` gives back what `JSON.parse` would give of the value as JSON;
 * it throws for a text that `write` has not written.
 */
export interface StateCodec {
  write(key: string, value: unknown): string;
  read(key: string, text: string): unknown;
}

/** Plain JSON. */
export const jsonCodec: StateCodec = {
  write: (_key, value) => JSON.stringify(value),
  read: (_key, text) => JSON.parse(text),
};
