import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export interface LoggerOptions {
  readonly service: string;
  readonly level: string;
  readonly format: 'json' | 'pretty';
}

/** Fields that may hold a secret; their values never reach a log. */
const REDACTED = [
  'password',
  '*.password',
  'token',
  '*.token',
  'headers.authorization',
  '*.headers.authorization',
];

/** Logs to standard error, so that results on standard output stay clean. `pretty` is one readable line per entry. */
export function createLogger(options: LoggerOptions): Logger {
  const settings = { level: options.level, base: { service: options.service }, redact: REDACTED };
  if (options.format === 'json')
    return pino({ ...settings, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
  return pino(settings, { write: (line) => void process.stderr.write(prettyLine(line)) });
}

const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};

function prettyLine(line: string): string {
  const { level, time, service, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const clock = new Date(Number(time)).toISOString().slice(11, 19);
  const fields = Object.entries(rest).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  const cause = err === undefined ? '' : ` err=${JSON.stringify((err as { message?: string }).message)}`;
  return `${clock} ${LEVELS[Number(level)] ?? level} [${service}] ${msg}${fields.join('')}${cause}\n`;
}
