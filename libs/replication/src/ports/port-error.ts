import type { Reason } from '@slipstream/shared';

/**
 * What an adapter throws when the other side fails. The engine holds the stream back with the reason and tries again;
 * `permanent` ones (wrong secret, no permission, topic gone) at the slowest pace.
 */
export class PortError extends Error {
  constructor(
    readonly reason: Reason,
    readonly permanent: boolean,
    options?: { cause?: unknown },
  ) {
    super(`${reason.code}: ${reason.said ?? reason.action}`, options);
    this.name = 'PortError';
  }
}
