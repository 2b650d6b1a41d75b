import { isMixed, placeholdersIn, withoutPlaceholders } from '../values/placeholders.ts';
import { parseDuration } from '../values/time.ts';
import { urlTemplate } from '../values/url-template.ts';
import { commandWords } from './command-words.ts';
import type { RunbookStep } from './runbook-step.ts';
import { shellCodeAt } from './shell-code.ts';

/** One thing that is wrong with a step, and where in it. */
export interface StepProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const LONGEST_MS = 24 * 60 * 60 * 1000;
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
/** What the connection itself says, or what would lead a request elsewhere. */
const OWN_HEADERS =
  /^(?:host|connection|content-length|transfer-encoding|upgrade|expect|te|trailer|proxy-.*)$/i;
const WHOLE_ARGUMENT =
  'a placeholder has to be the whole argument: take the text beside it into the parameter, or give it an argument of its own';
const CODE =
  'a placeholder may not be code, which could do anything: write the code as it is, and give it the value as an argument after it ("$1")';
const WHOLE_VALUE = 'a placeholder has to be the whole value: take the text beside it into the parameter';

/**
 * Where the placeholders of a step stand in places in which a value could become something else than one argument, one part
 * of an address or one value, and what else could not be carried out.
 */
export function stepProblems(step: RunbookStep): StepProblem[] {
  const all = [...ofName(step), ...ofTimeout(step)];
  if (step.type === 'command') return [...all, ...commandProblems(step)];
  if (step.type === 'http_request') return [...all, ...requestProblems(step)];
  const isTemplate = withoutPlaceholders(step.script) !== step.script;
  const script = { path: ['script'], message: 'a placeholder may not decide which file is run' };
  return [...all, ...(isTemplate ? [script] : []), ...argumentProblems(step.arguments ?? [], ['arguments'])];
}

function ofName({ name }: RunbookStep): StepProblem[] {
  return placeholdersIn(name).map(() => ({
    path: ['name'],
    message: 'a placeholder may not stand in the name of a step',
  }));
}

/** Timers cannot count to a month; a day is longer than any step should take. */
function ofTimeout({ timeout }: RunbookStep): StepProblem[] {
  const ms = timeout === undefined ? 1 : (parseDuration(timeout) ?? 0);
  return ms > 0 && ms <= LONGEST_MS
    ? []
    : [{ path: ['timeout'], message: 'expected more than 0 and at most 1d' }];
}

function commandProblems(step: Extract<RunbookStep, { type: 'command' }>): StepProblem[] {
  const words =
    step.argv === undefined ? commandWords(step.command ?? '') : { words: step.argv as readonly string[] };
  const path = step.argv === undefined ? ['command'] : ['argv'];
  if ('problem' in words) return [{ path, message: words.problem }];
  const [program = ''] = words.words;
  const first = step.argv === undefined ? path : [...path, 0];
  if (withoutPlaceholders(program) !== program) {
    return [{ path: first, message: 'a placeholder may not decide which program is run' }];
  }
  if (program === '') return [{ path: first, message: 'name a program' }];
  const code = shellCodeAt(words.words);
  if (code !== undefined && withoutPlaceholders(words.words[code] ?? '') !== words.words[code]) {
    return [{ path: step.argv === undefined ? path : [...path, code], message: CODE }];
  }
  return argumentProblems(words.words, path, step.argv !== undefined);
}

function argumentProblems(words: readonly string[], path: readonly string[], isList = true): StepProblem[] {
  return words.flatMap((word, index): StepProblem[] => {
    const at = isList ? [...path, index] : path;
    if (word.includes('\0')) return [{ path: at, message: 'a NUL cannot be a part of an argument' }];
    return isMixed(word) ? [{ path: at, message: WHOLE_ARGUMENT }] : [];
  });
}

function requestProblems(step: Extract<RunbookStep, { type: 'http_request' }>): StepProblem[] {
  const template = urlTemplate(step.url);
  const url = 'problem' in template ? [{ path: ['url'], message: template.problem }] : [];
  const headers = Object.entries(step.headers ?? {}).flatMap(([name, value]): StepProblem[] => {
    const path = ['headers', name];
    if (!HEADER_NAME.test(name)) return [{ path, message: 'expected the name of a header' }];
    if (OWN_HEADERS.test(name)) return [{ path, message: `${name} is not for a runbook to set` }];
    if (/[^\t\x20-\x7e]/.test(value)) {
      return [{ path, message: 'expected a value in one line of ASCII characters' }];
    }
    return isMixed(value) ? [{ path, message: WHOLE_VALUE }] : [];
  });
  const isBodiless = step.body !== undefined && (step.method ?? 'GET') === 'GET';
  const body = { path: ['body'], message: 'a GET has no body: name another method' };
  return [...url, ...headers, ...(isBodiless ? [body] : []), ...bodyProblems(step.body, ['body'])];
}

function bodyProblems(value: unknown, path: readonly (string | number)[]): StepProblem[] {
  if (typeof value === 'string') return isMixed(value) ? [{ path, message: WHOLE_VALUE }] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => bodyProblems(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    withoutPlaceholders(key) === key
      ? bodyProblems(item, [...path, key])
      : [{ path: [...path, key], message: 'a placeholder may not stand in a key' }],
  );
}
