import { type LogMessage, label } from '@aiops/contracts';
import type { LineLevel } from './template-habit.ts';

/** What a line says. */
export type LineSignal = 'link_down' | 'link_up' | 'error' | 'other';

const ERROR_LEVELS = new Set([
  'error',
  'err',
  'severe',
  'fatal',
  'crit',
  'critical',
  'alert',
  'emerg',
  'emergency',
  'panic',
]);
const CALM_LEVELS = new Set([
  'trace',
  'debug',
  'info',
  'information',
  'notice',
  'warn',
  'warning',
  'ok',
  'verbose',
]);

const WARNING_LEVELS = new Set(['warn', 'warning']);
const WARNING_WORDS = /\bwarn(?:ing)?\b/i;

const LEVEL_IN_LINE = /(?:\blevel=|"level"\s*:\s*)"?([a-zA-Z]+)/;
const ERROR_WORDS = /\b(?:errors?|fatal|panic|critical)\b|exception\b/i;
const NO_ERROR = /\b(?:no|0|zero|without)\s+(?:errors?|exceptions?)\b/i;

/** Quick look, so that most lines are not searched for each way of saying it. */
const MAYBE_LINK = /changed state|link|carrier|ospf|bgp|is-?is|eigrp/i;
const LINK_DOWN = [
  /changed state to down\b/i,
  /\blink (?:is )?(?:down\b|not ready)/i,
  /\bcarrier (?:lost|down)\b|\blost carrier\b/i,
  /(?:ospf|bgp|is-?is|eigrp).*(?:\bto down\b|\b(?:neighbou?r|nbr|peer|adjacency)\b.*\bdown\b(?! to))/i,
];
const LINK_UP = [
  /changed state to up\b/i,
  /\blink (?:is )?(?:up\b|ready)/i,
  /\bcarrier (?:acquired|detected|up)\b/i,
  /(?:ospf|bgp|is-?is|eigrp).*(?:\bto full\b|\b(?:neighbou?r|nbr|peer|adjacency)\b.*\bup\b)/i,
];
const PORT = /\binterface\s+([\w./:-]+)/i;
const NEIGHBOUR = /\b(?:neighbou?r|nbr|peer)\s+([\w.:-]*\d[\w.:-]*)/i;
const LINUX_PORT = /\b((?:eth|en[opsx]|bond|br|ib|swp)[\w.-]*\d)\b/;

/** Whether a level says that something failed, however it is spelled. */
export function isErrorLevel(level: string): boolean {
  return ERROR_LEVELS.has(level.toLowerCase());
}

/**
 * Reads a line. A link that goes down or up is a signal of its own and never an error line. For the rest a level counts
 * before words: in the message's field, in its labels, written in the line. Warnings do not count.
 */
export function lineSignal(message: LogMessage): LineSignal {
  const line = message.log_line;
  if (MAYBE_LINK.test(line)) {
    if (LINK_DOWN.some((pattern) => pattern.test(line))) return 'link_down';
    if (LINK_UP.some((pattern) => pattern.test(line))) return 'link_up';
  }
  const level = levelOf(message).toLowerCase();
  if (isErrorLevel(level)) return 'error';
  if (CALM_LEVELS.has(level)) return 'other';
  return ERROR_WORDS.test(line) && !NO_ERROR.test(line) ? 'error' : 'other';
}

/** How important a line is by its own account, or by its words where it gives none. */
export function lineLevel(message: LogMessage): LineLevel {
  if (lineSignal(message) === 'error') return 'error';
  const level = levelOf(message).toLowerCase();
  if (WARNING_LEVELS.has(level)) return 'warn';
  return !CALM_LEVELS.has(level) && WARNING_WORDS.test(message.log_line) ? 'warn' : 'other';
}

function levelOf(message: LogMessage): string {
  const labels = message.labels ?? {};
  return (
    message.level ||
    label(labels, 'level') ||
    label(labels, 'severity') ||
    LEVEL_IN_LINE.exec(message.log_line)?.[1] ||
    ''
  );
}

/** The interface or neighbour that a link line is about, empty when it names none. */
export function linkName(line: string): string {
  const neighbour = NEIGHBOUR.exec(line)?.[1];
  if (neighbour !== undefined) return `neighbour ${neighbour}`;
  return (PORT.exec(line)?.[1] ?? LINUX_PORT.exec(line)?.[1] ?? '').replace(/[,.:]+$/, '');
}
