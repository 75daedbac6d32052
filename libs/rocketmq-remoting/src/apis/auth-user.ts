import type { JsonValue } from '../wire/fast-json.js';
import { objectOf, textOf } from './answer-fields.js';

/** A user of 5.x (from 5.3.0), as one broker has it. Java: UserInfo. */
export interface AuthUser {
  username: string;
  /** Undefined when the broker does not tell. */
  password?: string;
  /** `Super` may do everything, `Normal` what policies allow. */
  userType: string;
  /** `enable` or `disable`. */
  userStatus: string;
}

/** What a change of a user says; what is absent stays. */
export type AuthUserChange = Pick<AuthUser, 'username'> & Partial<AuthUser>;

/** A user to create. Default: `Normal`, `enable`. */
export type NewAuthUser = AuthUserChange & { password: string };

/** Reads one `UserInfo` of an answer. */
export function readAuthUser(value: JsonValue): AuthUser {
  const user = objectOf(value, 'user');
  const password = user['password'];
  return {
    username: textOf(user['username'], 'username'),
    ...(typeof password === 'string' && password !== '' ? { password } : {}),
    userType: textOf(user['userType'] ?? 'Normal', 'userType'),
    userStatus: textOf(user['userStatus'] ?? 'enable', 'userStatus'),
  };
}
