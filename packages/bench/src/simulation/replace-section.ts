const BEGIN = '<!-- simulation: begin -->';
const END = '<!-- simulation: end -->';

/** A document with another text between the marks of the simulation. Throws when the marks are missing. */
export function replaceSection(document: string, text: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END, begin);
  if (begin === -1 || end === -1) {
    throw new Error(`there is no place for the table: mark it with the lines ${BEGIN} and ${END}`);
  }
  return `${document.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${document.slice(end)}`;
}
