/**
 * How a broker checks who asks: not at all, by plain ACL (to 5.3.2), by the users and policies of 5.x (from 5.3.0), or by both
 * at once (5.3.0 to 5.3.2), when a request has to pass both.
 */
export type AccessControlKind = 'NONE' | 'PLAIN' | 'AUTH' | 'BOTH';

/** Reads it from a broker's settings. */
export function accessControlOf(config: ReadonlyMap<string, string>): AccessControlKind {
  const isAuth = config.get('authenticationEnabled') === 'true';
  const isPlain = config.get('aclEnable') === 'true';
  if (isAuth) return isPlain ? 'BOTH' : 'AUTH';
  return isPlain ? 'PLAIN' : 'NONE';
}
