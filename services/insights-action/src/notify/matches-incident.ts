import type { IncidentMatch } from '@aiops/config';
import type { IncidentFacts, IncidentSubject } from './incident-facts.ts';

/** Whether something in the incident fits: who is to be told. */
export function someFits(match: IncidentMatch, facts: IncidentFacts): boolean {
  return fitsWhole(match, facts) && [...facts.all, ...facts.blamed].some((subject) => fits(match, subject));
}

/**
 * Whether all that is blamed fits: what is muted. A cause that shows something else, too, is told; and while no cause is
 * named, so is an incident of which a part does not fit.
 */
export function allBlamedFit(match: IncidentMatch, facts: IncidentFacts): boolean {
  return fitsWhole(match, facts) && facts.blamed.every((subject) => fits(match, subject));
}

function fitsWhole({ severity, domain }: IncidentMatch, facts: IncidentFacts): boolean {
  return (severity === undefined || severity.includes(facts.severity)) && oneOf(domain, facts.domain);
}

function fits({ entity, type, metric }: IncidentMatch, subject: IncidentSubject): boolean {
  return (
    (oneOf(entity, subject.name) || oneOf(entity, subject.id)) &&
    oneOf(type, subject.type) &&
    oneOf(metric, subject.metric)
  );
}

function oneOf(patterns: readonly string[] | undefined, text: string | undefined): boolean {
  if (patterns === undefined) return true;
  return text !== undefined && patterns.some((pattern) => like(pattern, text));
}

/** `*` stands for any text. In one pass without going back, whatever the pattern and the text are. */
function like(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last))
    return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
