/** What people can say of an incident afterwards. */
export const VERDICTS = ['correct_cause', 'wrong_cause', 'not_an_incident', 'duplicate', 'unsure'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A verdict in words; one that this page does not know as it was given. */
export function verdictText(words: Readonly<Record<Verdict, string>>, given: string | undefined): string {
  return VERDICTS.includes(given as Verdict) ? words[given as Verdict] : (given ?? '');
}
