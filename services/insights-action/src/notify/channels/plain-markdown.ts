/** What would be markup, a mention or a link in the Markdown of chat robots, and how it is written instead. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '[': '［',
  ']': '］',
  '<': '＜',
  '>': '＞',
  '@': '＠',
  '#': '＃',
  '*': '＊',
  '`': '｀',
  '\\': '＼',
};

/**
 * Writes a character of a text from outside into the Markdown of DingTalk or WeCom. They document no way of escaping, so
 * that what could be markup is replaced by its wide form: no link, image, mention or colour can be made from it.
 */
export function plainMarkdown(character: string): string {
  return Object.hasOwn(LOOKALIKES, character) ? (LOOKALIKES[character] ?? character) : character;
}

/** An address as the target of a Markdown link; ours come from the settings. */
export function markdownTarget(url: string): string {
  return url.replaceAll(
    /[()<>\s]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
