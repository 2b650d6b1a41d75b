import { type Setting, settings } from './settings.ts';

const INTRODUCTION = `# Configuration

Made from the schema by \`npm run generate\`; change the schema, not this page.

Settings come from \`config/aiops.yml\` (a missing file means the defaults below) and from the environment, which wins.
An unknown key, a bad value or a missing secret stops a service before it connects anywhere, with one line per problem:

    config/aiops.yml:6:23 anomaly_detection.anomaly_threshold: expected number, received string
    environment KAFKA_NUM_PARTITIONS: expected number, received "x"

- A **duration** is a number of seconds or a number with a unit: \`30\`, \`"30"\`, \`30s\`, \`5m\`, \`1h\`, \`250ms\`, \`1d\`.
- An empty variable is the same as none.
- A **secret** may also come as \`NAME_FILE\`, the path of a file that holds it (one newline at its end is dropped). Set one of the two.
- \`AIOPS_ENV=production\` refuses the passwords that the documentation prints, passwords that travel to Kafka in the clear, \`+ssc\`, which accepts any
  certificate, and an API that anybody may read.
- In a path, \`[]\` stands for each item of a list.
`;

/** The text of `docs/configuration.md`. */
export function configurationPage(): string {
  const sections = [...new Set(settings.map(sectionOf))];
  const tables = sections.map((section) =>
    table(
      section,
      settings.filter((setting) => sectionOf(setting) === section),
    ),
  );
  return [INTRODUCTION, ...tables].join('\n');
}

function sectionOf({ path }: Setting): string {
  return path.split('.')[0] ?? '';
}

function table(section: string, group: readonly Setting[]): string {
  const rows = group.map(({ path, variable, kind, fallback, description, secret }) => {
    const name = variable === undefined ? '' : `\`${variable}\`${secret ? ' (secret)' : ''}`;
    return `| \`${path}\` | ${name} | ${kind} | ${shown(fallback)} | ${escapeCell(description)} |`;
  });
  return [
    `## ${section}`,
    '',
    '| setting | environment | type | default | what it is |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function shown(fallback: unknown): string {
  if (fallback === undefined) return '';
  if (Array.isArray(fallback)) {
    const items = fallback as readonly (string | { readonly name: string })[];
    return items.map((item) => `\`${typeof item === 'string' ? item : item.name}\``).join(', ');
  }
  const names = typeof fallback === 'object' && fallback !== null ? Object.keys(fallback) : [];
  if (names.length > 0) return names.map((name) => `\`${name}\``).join(', ');
  return code(typeof fallback === 'string' ? fallback : JSON.stringify(fallback));
}

/** Code that may hold back quotes itself. */
function code(text: string): string {
  return escapeCell(text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
