import type { FenceEvidence } from '@slipstream/replication';
import { accessControlOf } from '@slipstream/rocketmq-remoting';

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
  switch (accessControlOf(config)) {
    case 'NONE':
      return { kind: 'OFF', checksRights: false };
    case 'AUTH':
      return { kind: 'AUTH', checksRights: config.get('authorizationEnabled') === 'true' };
    case 'PLAIN':
      return { kind: version.startsWith('V4_9_') ? 'PLAIN' : 'OTHER', checksRights: true };
    case 'BOTH':
      return { kind: 'OTHER', checksRights: true };
  }
}
