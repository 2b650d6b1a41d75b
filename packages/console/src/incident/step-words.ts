import type { Plan } from '../live/api-types.ts';

type Action = Plan['steps'][number]['action'];

/** What a step would do, as one would type it; words of a command whose ends could not be seen are in quotes. */
export function stepWords(action: Action): string {
  if (action.kind === 'http_request') return `${action.method} ${action.url}`;
  if (action.kind === 'script') return [action.script, ...action.arguments].map(word).join(' ');
  return action.argv.map(word).join(' ');
}

function word(text: string): string {
  return /^[^\s"'`\\]+$/.test(text) ? text : JSON.stringify(text);
}
