import { USER_ROLES, type UserRole } from '@slipstream/database';

/** Roles, weakest first: a viewer reads, an operator also works with tasks, an administrator also with clusters. */
export const ROLES = USER_ROLES;
export type Role = UserRole;

/** True when `role` may do what asks for `needed`. */
export function hasRole(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
