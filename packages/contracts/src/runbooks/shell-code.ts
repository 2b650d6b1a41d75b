/** Programs that run a text as code, and the options that say which word is that text. */
const INTERPRETERS: readonly (readonly [program: RegExp, option: RegExp])[] = [
  [/^(?:(?:ba|da|a|z|mk|k|fi|c|tc)?sh|su)$/, /^-[a-z]*c[a-z]*$|^--command$/i],
  [/^python[\d.]*$/, /^-[a-z]*c$/i],
  [/^(?:perl|ruby)[\d.]*$/, /^-[a-z]*e$/i],
  [/^node(?:js)?$/, /^(?:-[ep]|-pe|--eval|--print)$/],
  [/^php[\d.]*$/, /^-r$/],
];

/**
 * Where in a command the word stands that a shell, or an interpreter of another language, runs as code: after an option such as
 * `-c`, also behind `sudo` or `env`. Undefined where there is none.
 */
export function shellCodeAt(words: readonly string[]): number | undefined {
  for (const [index, word] of words.entries()) {
    const program = word.slice(word.lastIndexOf('/') + 1);
    const option = INTERPRETERS.find(([name]) => name.test(program))?.[1];
    const at =
      option === undefined ? -1 : words.findIndex((text, place) => place > index && option.test(text));
    if (at === -1) continue;
    // Further options may come before the code: sh -c -e 'code'.
    const code = words.findIndex((text, place) => place > at && !/^[-+]./.test(text));
    if (code !== -1) return code;
  }
  return undefined;
}
