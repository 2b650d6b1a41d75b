/** Text for a terminal: a file or a metric may be called anything, also what a terminal would obey. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\ufffd');
}
