import { NO_METADATA_SYNC, NO_PROGRESS_SYNC } from '@slipstream/shared';
import type { FlowModel } from '../flow/flow-model.js';
import type { ShardAssignment } from '../supervisor/work-session.js';

const cluster = { id: 'c', name: 'c', clusterId: 'c', nameServers: [], addressMap: [], credentials: null };

/** A flow of the task `orders`. */
export const A_FLOW: FlowModel = {
  id: 'f',
  taskId: 't',
  taskName: 'orders',
  key: 'k',
  direction: 'forward',
  isTwoWay: false,
  level: 'CLUSTER',
  topics: {},
  routes: [],
  startFrom: { type: 'LATEST' },
  failurePolicy: { type: 'BLOCK' },
  compression: 'NONE',
  tag: null,
  metadata: NO_METADATA_SYNC,
  progress: NO_PROGRESS_SYNC,
  groups: {},
  generation: 1,
  plannedGeneration: 1,
  initialized: true,
  createdAt: 0,
  source: cluster,
  target: cluster,
  streams: [],
};

/** One of its shards. */
export function aShard(index: number): ShardAssignment {
  return { shardId: `s${index}`, flowId: 'f', taskId: 't', index, epoch: 1, generation: 1 };
}
