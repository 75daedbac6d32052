import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { Role } from './roles.js';

/** Who may call a route: anybody, or a session of at least this role. */
export type AccessRule = 'PUBLIC' | Role;

/** Metadata key of a route's {@link AccessRule}. A route without one is refused, and a test fails. */
export const ACCESS_RULE = 'slipstream:access-rule';

/** The route needs no session. */
export const Public = (): CustomDecorator => SetMetadata(ACCESS_RULE, 'PUBLIC' satisfies AccessRule);

/** The route needs a session of this role or a stronger one. */
export const RequireRole = (role: Role): CustomDecorator =>
  SetMetadata(ACCESS_RULE, role satisfies AccessRule);
