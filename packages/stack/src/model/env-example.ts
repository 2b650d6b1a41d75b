import type { Place } from '../problem.ts';
import { textPlace } from './text-place.ts';
import type { TextFile } from './yaml-node.ts';

/** A variable of `.env.example`. */
export interface ExampleVariable {
  readonly name: string;
  readonly value: string;
  /** False for a line that is commented out, which documents a variable without setting it. */
  readonly isSet: boolean;
  readonly place: Place;
}

const LINE = /^(#\s?)?([A-Z][A-Z0-9_]*)=(.*)$/gm;

/** Reads `.env.example`; `# NAME=value` is a variable too, one that is left at its default. */
export function readEnvExample({ path, text }: TextFile): ExampleVariable[] {
  return [...text.matchAll(LINE)].map((match) => {
    const [, comment = '', name = '', value = ''] = match;
    return {
      name,
      value: value.replace(/\s+#.*$/, '').trim(),
      isSet: comment === '',
      place: textPlace(path, text, match.index + comment.length),
    };
  });
}
