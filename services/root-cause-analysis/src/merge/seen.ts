/** Revisions released or held, by message id, and the event time after which each id may be forgotten. Plain JSON. */
export type Seen = Record<string, { revisions: number[]; at: number }>;

/** Notes an (id, revision); false when it was there already. */
export function noteSeen(seen: Seen, id: string, revision: number, at: number): boolean {
  // A person may type any id, and some names are not free as keys of an object.
  const key = `#${id}`;
  const known = seen[key];
  if (known === undefined) {
    seen[key] = { revisions: [revision], at };
    return true;
  }
  if (known.revisions.includes(revision)) return false;
  known.revisions.push(revision);
  known.at = Math.max(known.at, at);
  return true;
}

/** Forgets what lies before `horizon`. */
export function forgetSeen(seen: Seen, horizon: number): void {
  for (const [id, { at }] of Object.entries(seen)) if (at < horizon) delete seen[id];
}
