const PLACEHOLDER = /\$\{([A-Z_]+)\}/g;

/** What stands in the place of a placeholder: a text, which belongs between quotes, or SQL as it is. */
export type Filling = string | { readonly sql: string };

/**
 * Fills in the placeholders of a script. A quote within a text is doubled, so that it ends no literal. Throws when the script has one that
 * nothing is known for.
 */
export function render(script: string, fillings: Readonly<Record<string, Filling>>): string {
  return script.replaceAll(PLACEHOLDER, (whole, name: string) => {
    const filling = Object.hasOwn(fillings, name) ? fillings[name] : undefined;
    if (filling === undefined)
      throw new Error(`${whole} stands for nothing; known are ${Object.keys(fillings).join(', ')}`);
    return typeof filling === 'string' ? quotesDoubled(filling) : filling.sql;
  });
}

/** A text as an SQL literal. */
export function sqlText(text: string): string {
  return `'${quotesDoubled(text)}'`;
}

function quotesDoubled(text: string): string {
  return text.replaceAll("'", "''");
}
