/** What somebody may do; each role includes those before it. */
export const ROLES = ['viewer', 'operator', 'approver', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks for something. `policy` is the settings themselves: what they allow to run without a person. */
export interface Actor {
  readonly name: string;
  readonly role: Role | 'policy';
}

/** The settings, as somebody who approves what they allow. */
export const POLICY: Actor = { name: 'aiops', role: 'policy' };

/** Whether the actor has this role or one that includes it. The settings have none: they are no person. */
export function hasRole(actor: Actor, role: Role): boolean {
  return actor.role !== 'policy' && ROLES.indexOf(actor.role) >= ROLES.indexOf(role);
}
