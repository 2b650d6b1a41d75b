/** What stands before the word of a statement: comments and blanks; and the word that EXPLAIN takes the place of. */
const BEGINNING = /^((?:\s*--[^\n]*\n)*\s*)(?:EXECUTE\s+(?=STATEMENT\b))?/i;

/** The statement that plans an INSERT or a STATEMENT SET without running it. */
export function explained(statement: string): string {
  return statement.replace(BEGINNING, '$1EXPLAIN ');
}
