import type { FenceEvidence } from '@slipstream/replication';

/** How a broker checks who asks, as far as users can be managed on it. */
export interface AccessControl {
  kind: FenceEvidence['accessControl'];
  /** Rights are checked too: a new user needs its own. */
  checksRights: boolean;
}

/**
 * Reads a broker's access control from its settings.
 *
 * Plain ACL counts on 4.9 only: earlier versions do not have the requests or were not tried, and a 5.x broker with plain ACL
 * may have both kinds at once, so that a user of one is refused by the other.
 *
 * @param version `brokerVersionDesc`, such as `V4_9_7`
 */
export function readAccessControl(config: ReadonlyMap<string, string>, version: string): AccessControl {
  const isAuth = config.get('authenticationEnabled') === 'true';
  const isPlain = config.get('aclEnable') === 'true';
  if (isAuth && !isPlain)
    return { kind: 'AUTH', checksRights: config.get('authorizationEnabled') === 'true' };
  if (!isAuth && !isPlain) return { kind: 'OFF', checksRights: false };
  return { kind: !isAuth && version.startsWith('V4_9_') ? 'PLAIN' : 'OTHER', checksRights: true };
}
