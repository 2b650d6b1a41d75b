/** Longest value of a parameter that names no `max_length`. */
export const DEFAULT_MAX_LENGTH = 200;

/** Longest value that any parameter may allow. */
export const LONGEST_VALUE = 2_000;

/** Powers of two that a pattern may cost: some 10^7 ways to try, a fraction of a second at worst. */
const MOST_WORK = 26;

/** One token of a pattern: a class, an escape, a group's begin, a quantifier, or one character. */
const TOKEN = /\[(?:\\.|[^\]\\])*\]|\\.|\(\?[:=!<]?|\{\d+(?:,\d*)?\}\??|[*+?]\??|./gsu;

interface Group {
  /** Whether there is a choice inside, which a repetition of the group would multiply. */
  hasChoice: boolean;
}

interface Tally {
  repetitions: number;
  choices: number;
  readonly groups: Group[];
  /** The group that ended with the token before, if one did. */
  closed: Group | undefined;
}

/**
 * Why a pattern is not fit to check values of up to `maxLength` characters; undefined when it is. It has to hold for the whole
 * value, and must not be able to take long: a backtracking matcher tries at most maxLength^repetitions · 2^choices ways as long
 * as no repetition holds another choice, so that product is bounded (and what would make it wrong is refused).
 */
export function patternProblem(pattern: string, maxLength: number): string | undefined {
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    return `no regular expression: ${(error as Error).message.replace(/^Invalid regular expression: /, '')}`;
  }
  if (!pattern.startsWith('^') || !/(?<!\\)(?:\\\\)*\$$/.test(pattern)) {
    return 'expected ^ at its begin and $ at its end, so that it holds for the whole value';
  }
  const tally: Tally = { repetitions: 0, choices: 0, groups: [{ hasChoice: false }], closed: undefined };
  for (const [token] of pattern.matchAll(TOKEN)) {
    const problem = count(token, tally);
    if (problem !== undefined) return problem;
  }
  const work = tally.repetitions * Math.log2(maxLength) + tally.choices;
  if (work <= MOST_WORK) return undefined;
  return `it could take long for a value of ${maxLength} characters: use fewer of * + {…} ? |, a smaller max_length, or an enum`;
}

function count(token: string, tally: Tally): string | undefined {
  const { closed } = tally;
  tally.closed = undefined;
  if (/^\\[1-9k]/.test(token) || /^\(\?[=!<]/.test(token)) {
    return `${token} is not supported: it makes the time that matching takes hard to tell`;
  }
  if (token.startsWith('(')) tally.groups.push({ hasChoice: false });
  else if (token === ')') {
    tally.closed = tally.groups.pop();
    if (tally.closed?.hasChoice) markChoice(tally);
  } else if (token === '|' || token === '?' || token === '??') {
    tally.choices += 1;
    markChoice(tally);
  } else if (isRepetition(token)) {
    if (closed?.hasChoice) {
      return `${token} repeats a group that holds a choice itself, which can take for ever: write it without the inner one`;
    }
    tally.repetitions += 1;
    markChoice(tally);
  }
  return undefined;
}

/** `{3}` repeats without leaving a choice, yet it multiplies those of a group. */
function isRepetition(token: string): boolean {
  return /^(?:[*+]|\{\d+(?:,\d*)?\})\??$/.test(token);
}

function markChoice({ groups }: Tally): void {
  const innermost = groups.at(-1);
  if (innermost !== undefined) innermost.hasChoice = true;
}
