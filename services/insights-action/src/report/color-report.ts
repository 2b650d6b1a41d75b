const ESC = '\u001b';
const BOLD = `${ESC}[1m`;
const RED = `${ESC}[1;31m`;
const YELLOW = `${ESC}[1;33m`;
const GREEN = `${ESC}[1;32m`;
const RESET = `${ESC}[0m`;

/** A report with its headings in colour, for a terminal that shows them. Nothing but colours is added. */
export function colorReport(report: string): string {
  return report
    .split('\n')
    .map((line) => {
      const color = colorOf(line);
      return color === undefined ? line : `${color}${line}${RESET}`;
    })
    .join('\n');
}

function colorOf(line: string): string | undefined {
  if (/^INCIDENT (?:RESOLVED|MERGED)/.test(line)) return GREEN;
  if (line.startsWith('INCIDENT ')) return /\| severity (?:critical|high) \|/.test(line) ? RED : YELLOW;
  return /^[A-Z]{3,}(?: |$)/.test(line) ? BOLD : undefined;
}
