/** Door of the feature: what others may use of it. */
export { sessionQuery, useLogout, useRole, useSession } from './session.js';
export { hasRole, type Role } from './role.js';
