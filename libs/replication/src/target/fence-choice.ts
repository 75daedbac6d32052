import type { FenceChoice } from '@slipstream/shared';

/** What is known of a target broker when a connection to it has been opened. */
export interface FenceEvidence {
  /** The cluster is registered with an account. */
  hasAccount: boolean;
  /** Whose credentials the broker checks: 4.x plain ACL, 5.x authentication, or what we cannot manage users on. */
  accessControl: 'OFF' | 'PLAIN' | 'AUTH' | 'OTHER';
  /** A user was created; false when the broker refused that; null when it was not tried. */
  madeUser: boolean | null;
  /** The broker refused a wrong secret on the very connection that is to be used; null when it was not tried. */
  refusedWrongSecret: boolean | null;
  /** The broker lists our own connection. */
  listsConnections: boolean;
}

/** Chooses the best fence that the evidence proves to work. */
export function chooseFence(evidence: FenceEvidence): FenceChoice {
  const ground = groundAgainstCredential(evidence);
  if (ground === null) return { method: 'CREDENTIAL', ground: 'USERS_MANAGED' };
  if (evidence.listsConnections) return { method: 'CHANNEL_GONE', ground };
  return { method: 'LOCK_DELAY', ground: 'CONNECTIONS_NOT_LISTED' };
}

function groundAgainstCredential(evidence: FenceEvidence): FenceChoice['ground'] | null {
  if (!evidence.hasAccount) return 'NO_ACCOUNT';
  if (evidence.accessControl === 'OFF') return 'ACCESS_CONTROL_OFF';
  if (evidence.accessControl === 'OTHER') return 'NOT_SUPPORTED';
  if (evidence.madeUser !== true) return 'MAY_NOT_MANAGE_USERS';
  return evidence.refusedWrongSecret === true ? null : 'NOT_ENFORCED';
}
