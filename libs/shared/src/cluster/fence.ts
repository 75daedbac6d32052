/**
 * How a dead owner of a stream is kept from writing to a target cluster, best first (design.md, data plane 5):
 *
 * - `CREDENTIAL` (F1): every connection has a target user of its own; the successor disables it and asks until it is refused.
 * - `CHANNEL_GONE` (F2): the successor waits until the broker itself lists no connection of the owner.
 * - `LOCK_DELAY` (F3): the successor waits longer than any kernel or broker keeps what was sent.
 */
export const FENCE_METHODS = ['CREDENTIAL', 'CHANNEL_GONE', 'LOCK_DELAY'] as const;
export type FenceMethod = (typeof FENCE_METHODS)[number];

/** Why it is this one and none better. */
export const FENCE_GROUNDS = [
  /** The account manages users, and the broker checks every request. */
  'USERS_MANAGED',
  /** The cluster is registered without an account. */
  'NO_ACCOUNT',
  /** The broker checks no credentials. */
  'ACCESS_CONTROL_OFF',
  /** The broker's version, or its mixture of access controls, is none that users can be managed on. */
  'NOT_SUPPORTED',
  /** The account may not create or disable users. */
  'MAY_NOT_MANAGE_USERS',
  /** The broker serves requests with a wrong secret: a white list, or a cache of who was let in. */
  'NOT_ENFORCED',
  /** The broker does not say who is connected, as behind a Proxy. */
  'CONNECTIONS_NOT_LISTED',
] as const;
export type FenceGround = (typeof FENCE_GROUNDS)[number];

/** The fence of a target cluster or broker, and why it is this one. */
export interface FenceChoice {
  method: FenceMethod;
  ground: FenceGround;
}

/** The weakest of several choices, which is what a cluster of several brokers can promise; null for none. */
export function weakestFence<Choice extends FenceChoice>(choices: readonly Choice[]): Choice | null {
  let weakest: Choice | null = null;
  for (const choice of choices)
    if (weakest === null || FENCE_METHODS.indexOf(choice.method) > FENCE_METHODS.indexOf(weakest.method))
      weakest = choice;
  return weakest;
}
