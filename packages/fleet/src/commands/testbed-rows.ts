import type { ServerRow, StartedRow } from '@aiops/testbed';

/** Prints a server that was brought up. */
export function printRow(row: StartedRow, json: boolean): void {
  process.stdout.write(json ? `${JSON.stringify(row)}\n` : `${startedLine(row)}\n`);
}

/** Prints how servers are. */
export function printRows(rows: readonly ServerRow[], json: boolean): void {
  for (const row of rows) process.stdout.write(json ? `${JSON.stringify(row)}\n` : `${statusLine(row)}\n`);
}

/** `loki  http://127.0.0.1:3100  pid 4711  ready in 3.2 s`. */
export function startedLine(row: StartedRow): string {
  return line([
    row.name,
    row.address ?? '',
    pidsOf(row),
    row.already ? 'was up' : `ready in ${row.seconds} s`,
  ]);
}

/** `loki  up  http://127.0.0.1:3100  pid 4711`; of a dead one the folder with its log. */
export function statusLine(row: ServerRow): string {
  const last = row.status === 'dead' ? `its log is in ${row.folder}` : pidsOf(row);
  return line([row.name, row.status, row.address ?? '', last]);
}

function pidsOf({ pids }: ServerRow): string {
  return pids.length === 0 ? '' : `pid ${pids.join(', ')}`;
}

/** The name and what follows it in columns. */
function line([name = '', ...rest]: readonly string[]): string {
  const widths = rest.map((_, i) => (rest.length - i > 2 ? 5 : 24));
  return `${name.padEnd(20)} ${rest.map((text, i) => text.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd();
}
