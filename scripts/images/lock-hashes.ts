/** The hash that a lockfile (version 9) holds for each `name@version`, as `sha512-<base64>`. */
export function lockHashes(lockfile: string): ReadonlyMap<string, string> {
  const entry = /^ {2}'?([^\s':][^\s':]*@[^\s':]+)'?:\n {4}resolution: \{integrity: ([^,}\s]+)/gm;
  return new Map([...lockfile.matchAll(entry)].map(([, id = '', hash = '']) => [id, hash]));
}
