import { UsageError } from './command.ts';

/** What a runbook declares. */
export type Declared = Readonly<Record<string, { readonly type: string }>>;

/** The parameters of `--param name=value`, in the types that the runbook declares. Throws `UsageError`. */
export function runbookParameters(
  given: readonly string[],
  declared: Declared,
): Record<string, string | number | boolean> {
  const known = new Map(Object.entries(declared));
  const read = given.map((text) => {
    const [, name, value] = /^([a-z][a-z0-9_]*)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined)
      throw new UsageError(`--param ${text}: expected name=value`);
    const type = known.get(name)?.type;
    if (type === undefined) {
      throw new UsageError(
        `--param ${name}: the runbook declares ${[...known.keys()].join(', ') || 'no parameters'}`,
      );
    }
    return [name, typed(name, value, type)] as const;
  });
  return Object.fromEntries(read);
}

function typed(name: string, value: string, type: string): string | number | boolean {
  if (type === 'string') return value;
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  const number = Number(value);
  const isNumber = value.trim() !== '' && Number.isFinite(number);
  if (type === 'number' && isNumber) return number;
  if (type === 'integer' && isNumber && Number.isSafeInteger(number)) return number;
  throw new UsageError(
    `--param ${name}: expected ${type === 'boolean' ? 'true or false' : `a value of type ${type}`}, received "${value}"`,
  );
}
