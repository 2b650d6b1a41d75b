import {
  commandWords,
  parseDuration,
  type RunbookStep,
  urlTemplate,
  wholePlaceholder,
} from '@aiops/contracts';
import type { PlannedStep, StepAction } from '../runs/run-plan.ts';

/** The checked values of a run, by parameter. */
export type Values = ReadonlyMap<string, string | number | boolean>;

/** A step with every value in its place, or why one cannot stand there. */
export type FilledStep = { readonly step: PlannedStep } | { readonly problem: string };

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_LINES = 200;

/** A value that is fit for its parameter, but not for the place at which it should stand. */
class Unfit extends Error {
  override readonly name = 'Unfit';
}

/** Puts values where the placeholders of a step stand: each becomes one argument, one part of an address or one JSON value. */
export function fillStep(step: RunbookStep, values: Values): FilledStep {
  try {
    return {
      step: {
        name: step.name,
        // What nobody has thought about may do anything.
        risk: step.risk ?? 'destructive',
        action: actionOf(step, values),
        timeoutMs:
          (step.timeout === undefined ? undefined : parseDuration(step.timeout)) ?? DEFAULT_TIMEOUT_MS,
        lines: step.lines ?? DEFAULT_LINES,
        stopOnFailure: step.stop_on_failure ?? false,
      },
    };
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    return { problem: `step "${step.name}": ${error.message}` };
  }
}

function actionOf(step: RunbookStep, values: Values): StepAction {
  if (step.type === 'command') {
    const split = step.argv === undefined ? commandWords(step.command ?? '') : { words: step.argv };
    if ('problem' in split) throw new Unfit(split.problem);
    return { kind: 'command', argv: split.words.map((word) => argument(word, values)) };
  }
  if (step.type === 'http_request') return requestOf(step, values);
  if (step.sha256 === undefined) throw new Unfit(`${step.script} has no sha256, and is not run without one`);
  const args = (step.arguments ?? []).map((word) => argument(word, values));
  return { kind: 'script', script: step.script, sha256: step.sha256.toLowerCase(), arguments: args };
}

function givenValue(name: string, values: Values): string | number | boolean {
  const value = values.get(name);
  if (value === undefined) throw new Unfit(`\${${name}} is no declared parameter`);
  return value;
}

/** A value that begins with - could become an option of the program, however harmless its characters are. */
function argument(word: string, values: Values): string {
  const name = wholePlaceholder(word);
  if (name === undefined) return word;
  const text = String(givenValue(name, values));
  if (text === '') throw new Unfit(`the value of ${name} is empty, and cannot be an argument`);
  if (text.startsWith('-')) throw new Unfit(`the value of ${name} begins with -, as an option does`);
  return text;
}

function requestOf(step: Extract<RunbookStep, { type: 'http_request' }>, values: Values): StepAction {
  const headers = Object.entries(step.headers ?? {}).map(([name, text]): [string, string] => [
    name.toLowerCase(),
    headerValue(text, values),
  ]);
  const body = step.body === undefined ? undefined : bodyText(step.body, values);
  const isJson = step.body !== undefined && typeof step.body !== 'string';
  return {
    kind: 'http_request',
    method: step.method ?? 'GET',
    url: urlOf(step.url, values),
    headers: Object.fromEntries([...(isJson ? [['content-type', 'application/json']] : []), ...headers]),
    ...(body === undefined ? {} : { body }),
  };
}

function urlOf(url: string, values: Values): string {
  const template = urlTemplate(url);
  if ('problem' in template) throw new Unfit(template.problem);
  const pieces = template.pieces.map((piece) => {
    if ('text' in piece) return piece.text;
    const text = String(givenValue(piece.parameter, values));
    if (piece.in === 'path' && /^\.{0,2}$/.test(text)) {
      throw new Unfit(`the value of ${piece.parameter} is "${text}", which would lead to another path`);
    }
    return encodeURIComponent(text);
  });
  return pieces.join('');
}

function headerValue(text: string, values: Values): string {
  const name = wholePlaceholder(text);
  if (name === undefined) return text;
  const value = String(givenValue(name, values));
  if (/[^\t\x20-\x7e]/.test(value)) throw new Unfit(`the value of ${name} is not ASCII, as a header is`);
  return value;
}

/** Text goes as it is, everything else as JSON. */
function bodyText(body: unknown, values: Values): string {
  const filled = bodyValue(body, values);
  return typeof filled === 'string' && typeof body === 'string' ? filled : JSON.stringify(filled);
}

function bodyValue(value: unknown, values: Values): unknown {
  if (typeof value === 'string') {
    const name = wholePlaceholder(value);
    return name === undefined ? value : givenValue(name, values);
  }
  if (Array.isArray(value)) return value.map((item) => bodyValue(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, bodyValue(item, values)]));
}
