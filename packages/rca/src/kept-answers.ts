/** Answers that were found before. */
export interface KeptAnswers<Key, Answer> {
  known(key: Key): Answer | undefined;
  /** The answer that is known, or else the one that `look` finds, which is kept. */
  find(key: Key, look: () => Answer): Answer;
}

/** Keeps answers of together `limit` in size; beyond that the oldest go. A larger one is kept alone. */
export function keptAnswers<Key, Answer>(
  limit: number,
  sizeOf: (answer: Answer) => number,
): KeptAnswers<Key, Answer> {
  const answers = new Map<Key, Answer>();
  let size = 0;
  return {
    known: (key) => answers.get(key),
    find(key, look) {
      const known = answers.get(key);
      if (known !== undefined) return known;
      const answer = look();
      size += sizeOf(answer);
      for (const [oldest, old] of answers) {
        if (size <= limit) break;
        answers.delete(oldest);
        size -= sizeOf(old);
      }
      answers.set(key, answer);
      return answer;
    },
  };
}
