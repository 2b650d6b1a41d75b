/**
 * Turns a configuration of snmp_exporter 0.23 and later (logins under `auths`, modules under `modules`) into the one that
 * Debian's 0.21 reads: modules at the top, each with the login `auth` in it. The text is edited and not written anew, so
 * that what the older exporter checks is what the newer one gets. Throws when a section or that login is missing.
 */
export function olderSnmpConfiguration(text: string, auth: string): string {
  const sections = topSections(text);
  const login = topSections(outdented(sectionNamed(sections, 'auths'))).get(auth);
  if (login === undefined) throw new Error(`the configuration of snmp_exporter has no login ${auth}`);
  const lines = outdented(login);
  const isVersion = (line: string) => /^version:/.test(line);
  const head = [
    ...lines.filter(isVersion),
    'auth:',
    ...lines.filter((line) => !isVersion(line) && line.trim() !== '').map((line) => `  ${line}`),
  ].map((line) => `  ${line}`);
  const modules = topSections(outdented(sectionNamed(sections, 'modules')));
  return [...modules]
    .flatMap(([name, body]) => [`${name}:`, ...head, ...body])
    .map((line) => `${line}\n`)
    .join('');
}

/** The lines below each key that begins a line. */
function topSections(text: string | readonly string[]): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of typeof text === 'string' ? text.split('\n') : text) {
    const key = /^([\w-]+):\s*(?:#.*)?$/.exec(line)?.[1];
    if (key === undefined) {
      current.push(line);
    } else {
      current = [];
      sections.set(key, current);
    }
  }
  return sections;
}

function sectionNamed(sections: ReadonlyMap<string, string[]>, name: string): string[] {
  const lines = sections.get(name);
  if (lines === undefined) throw new Error(`the configuration of snmp_exporter has no section ${name}`);
  return lines;
}

/** Without the indent of the first line that says something. */
function outdented(lines: readonly string[]): string[] {
  const first = lines.find((line) => /^\s*[^\s#]/.test(line)) ?? '';
  const width = first.length - first.trimStart().length;
  return lines.map((line) => (line.trimStart().startsWith('#') ? '' : line.slice(width)));
}
