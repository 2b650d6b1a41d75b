import { keptAnswers } from './kept-answers.ts';

/** Names that are kept, and their characters; longer ones are read each time. */
const KEPT = 5_000;
const KEPT_LENGTH = 200;

/** Keeps what was read of names lately: there are few, and each is asked about with every anomaly. */
export function readOnce<Answer>(read: (name: string) => Answer): (name: string) => Answer {
  const kept = keptAnswers<string, Answer>(KEPT, () => 1);
  return (name) =>
    name.length > KEPT_LENGTH ? read(name) : (kept.known(name) ?? kept.find(name, () => read(name)));
}
