import type { RouteFilter } from '@slipstream/shared';
import type { Checkpoint } from '../ports/checkpoint-store.js';
import type { QueueRef } from '../ports/queue-reader.js';
import type { Gap } from './gap.js';

/** Everything that a stream is, as stored; the mapping from source queue to target queue never moves. */
export interface StreamDefinition {
  /** Row id. */
  id: number;
  /** `<flowKey>-<number>`: unique over all installations, written into every copy. */
  key: string;
  source: QueueRef;
  target: QueueRef;
  filter: RouteFilter;
  /** clusterId of the cluster the flow reads from, and of the one it writes to. */
  sourceClusterId: string;
  targetClusterId: string;
  /** Epoch of the shard's lease. */
  epoch: number;
  /** Newest first; never empty: a new stream has the checkpoint of its start. */
  checkpoints: readonly Checkpoint[];
  /** Gaps that were told of this stream before; none when left out. */
  gaps?: readonly Gap[];
}
