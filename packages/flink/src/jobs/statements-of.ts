/** A comment to the end of its line, a text or a quoted name, the ends of a block, a semicolon, or a single character. */
const TOKENS = /--[^\n]*|'(?:[^']|'')*'|`[^`]*`|\b(?:BEGIN|END|CASE)\b|;|[\s\S]/gi;

/**
 * The statements of a script, without the semicolons that end them; those within a text, a comment or a statement set end none.
 * Comments stay where they are within a statement.
 */
export function statementsOf(script: string): string[] {
  const statements: string[] = [];
  let statement = '';
  /** Open BEGINs and CASEs: either is closed by END. */
  let depth = 0;
  for (const [token] of script.matchAll(TOKENS)) {
    const word = token.toUpperCase();
    if (word === 'BEGIN' || word === 'CASE') depth += 1;
    else if (word === 'END') depth -= 1;
    if (token !== ';' || depth > 0) {
      statement += token;
      continue;
    }
    statements.push(statement);
    statement = '';
  }
  return [...statements, statement].map((text) => text.trim()).filter(isMoreThanComments);
}

function isMoreThanComments(statement: string): boolean {
  return statement.replaceAll(/--[^\n]*/g, '').trim() !== '';
}
