import type { FenceChoice } from '@slipstream/shared';

/** Who sends at a target cluster in whose name, and which fence works there, in PostgreSQL. `clusterId` is a row id. */
export interface FenceStore {
  addChannel(channel: {
    workerId: string;
    clusterId: string;
    broker: string;
    username: string | null;
  }): Promise<void>;
  /** Null when none of a worker's connections to the broker is known, or when one of them had no user of its own. */
  usersOf(workerId: string, clusterId: string, broker: string): Promise<readonly string[] | null>;
  markRemoved(username: string): Promise<void>;
  /** Users of workers that have ended and that nobody is going to fence. */
  leftovers(clusterId: string, broker: string): Promise<readonly string[]>;
  choose(fence: FenceChoice & { clusterId: string; broker: string }): Promise<void>;
}
