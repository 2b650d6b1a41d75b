import { UsageError } from '../commands/command.ts';

/** The parts that are looked at: those of `only`, or all, without those of `skip`. Lists are comma separated. Throws a `UsageError` for a part that does not exist. */
export function selectParts(
  parts: readonly string[],
  only: string | undefined,
  skip: string | undefined,
): readonly string[] {
  const wanted = only === undefined ? parts : known(parts, '--only', only);
  const unwanted = skip === undefined ? [] : known(parts, '--skip', skip);
  return wanted.filter((part) => !unwanted.includes(part));
}

function known(parts: readonly string[], option: string, list: string): string[] {
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !parts.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`${option}: expected some of ${parts.join(', ')}; received "${unknown}"`);
  return names;
}
