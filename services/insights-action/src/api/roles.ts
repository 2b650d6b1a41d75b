import { ROLES, type Role } from '../runs/actor.ts';

/** Somebody who acts: the name of the token, as records and the audit name them. */
export interface Actor {
  readonly name: string;
  readonly role: Role;
}

/** Whether the caller may do what this role may; each may do what those before it may. */
export function hasRole(actor: Actor, least: Role): boolean {
  return ROLES.indexOf(actor.role) >= ROLES.indexOf(least);
}
