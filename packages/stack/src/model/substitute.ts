/** A variable that a compose file refers to. */
export interface VariableUse {
  readonly name: string;
  /** Text after `:-` or `-`. */
  readonly fallback: string | undefined;
  /** `${X:?text}`: compose refuses to start without it. */
  readonly required: boolean;
}

const VARIABLE = /\$(?:\$|\{([A-Za-z_]\w*)(?:(:?[-?+])((?:[^{}]|\{[^{}]*\})*))?\}|([A-Za-z_]\w*))/g;

/** The variables in a value of a compose file; `$$` is a dollar sign and no variable. */
export function variablesIn(text: string): VariableUse[] {
  return [...text.matchAll(VARIABLE)].flatMap((match): VariableUse[] => {
    const name = match[1] ?? match[4];
    if (name === undefined) return [];
    const operator = match[2] ?? '';
    const argument = match[3] ?? '';
    const use = {
      name,
      fallback: operator.endsWith('-') ? argument : undefined,
      required: operator.endsWith('?'),
    };
    return [use, ...variablesIn(argument)];
  });
}

/** The value as compose would use it, with the variables from an environment. */
export function substitute(text: string, environment: ReadonlyMap<string, string>): string {
  return text.replaceAll(VARIABLE, (whole, braced, operator, argument, bare) => {
    if (whole === '$$') return '$';
    const value = environment.get(String(braced ?? bare)) ?? '';
    const other = substitute(String(argument ?? ''), environment);
    if (String(operator ?? '').endsWith('+')) return value === '' ? '' : other;
    return value === '' && String(operator ?? '').endsWith('-') ? other : value;
  });
}
