import { createStored } from './stored.ts';

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language of the texts: as chosen before, else the browser's, else English. */
export const language = createStored<Language>('aiops.language', (kept) =>
  languageOf([kept ?? '', ...navigator.languages]),
);

/** The first of these that the page speaks. */
function languageOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const found = LANGUAGES.find((known) => tag.toLowerCase().split('-')[0] === known);
    if (found !== undefined) return found;
  }
  return 'en';
}
