const NAMES: Readonly<Record<string, string>> = {
  trace: 'trace',
  debug: 'debug',
  dbg: 'debug',
  info: 'info',
  information: 'info',
  notice: 'info',
  warn: 'warn',
  warning: 'warn',
  err: 'error',
  error: 'error',
  severe: 'error',
  crit: 'critical',
  critical: 'critical',
  alert: 'critical',
  emerg: 'fatal',
  emergency: 'fatal',
  fatal: 'fatal',
  panic: 'fatal',
};
const BY_NUMBER = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
const IN_LINE = /\b(fatal|panic|critical|error|warn(?:ing)?|info|debug|trace)\b/i;
const LOOKED_AT = 200;

/** The level that a word stands for (`WARNING` → `warn`), or undefined when it is none that we know. */
export function levelOfText(text: string | undefined): string | undefined {
  const word = text?.trim().toLowerCase().replace(/\d$/, '') ?? '';
  return Object.hasOwn(NAMES, word) ? NAMES[word] : undefined;
}

/** The level of an OpenTelemetry severity number (1…24, four to a level), or undefined for 0 and beyond. */
export function levelOfNumber(severity: number): string | undefined {
  return severity >= 1 ? BY_NUMBER[Math.floor((severity - 1) / 4)] : undefined;
}

/** The level that the beginning of a line names, or undefined. The first such word counts. */
export function levelInLine(line: string): string | undefined {
  return levelOfText(IN_LINE.exec(line.slice(0, LOOKED_AT))?.[1]);
}
