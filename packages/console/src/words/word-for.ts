/** What a name of the API is called on the page; one that this page does not know, as it came. */
export function wordFor(known: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(known, name) ? (known[name] ?? name) : name;
}
