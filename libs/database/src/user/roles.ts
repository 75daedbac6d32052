/** Roles of users, weakest first. */
export const USER_ROLES = ['VIEWER', 'OPERATOR', 'ADMIN'] as const;
export type UserRole = (typeof USER_ROLES)[number];
