import type { AddressMapEntry } from '../cluster/address-map.js';
import type { TaskDirection, TaskSpec } from '../task/task-rules.js';
import type { CheckLine } from './check-line.js';

/** How a cluster is reached, its secret sealed for the run that it belongs to. */
export interface SealedCluster {
  /** Of the registration; empty for one that is not saved. */
  name: string;
  /** `host:port` each. */
  nameServers: readonly string[];
  addressMap: readonly AddressMapEntry[];
  accessKey: string | null;
  secretKeyCipher: string | null;
}

/** What a run is to look at, as it waits in the database for a worker. */
export type SealedCheck = {
  /** What is known before anybody looks. */
  known: readonly CheckLine[];
} & (
  | { kind: 'CLUSTER'; cluster: SealedCluster }
  | {
      kind: 'TASK';
      source: SealedCluster;
      target: SealedCluster;
      direction: TaskDirection;
      /** Null when only its clusters are chosen. */
      spec: TaskSpec | null;
    }
);
