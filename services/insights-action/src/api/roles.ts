/** What a caller may do; each role may do what those before it may. */
export const roles = ['viewer', 'operator', 'approver', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Somebody who acts: the name of the token, as records and the audit name them. */
export interface Actor {
  readonly name: string;
  readonly role: Role;
}

export function hasRole(actor: Actor, least: Role): boolean {
  return roles.indexOf(actor.role) >= roles.indexOf(least);
}
