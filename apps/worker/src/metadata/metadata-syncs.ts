import type { EventToAdd } from '../report/reporter.js';
import type { TaskSyncs } from '../sync/task-sync.js';
import { MetadataSync, type MetadataSyncParts } from './metadata-sync.js';

/** What the metadata syncs of a worker share. */
export interface MetadataShared extends Pick<
  MetadataSyncParts,
  'inventories' | 'store' | 'status' | 'signals' | 'digest'
> {
  listener: { syncEvent(event: EventToAdd): void; trouble(what: string, error: unknown): void };
}

/** A metadata sync for each task that asks for one. */
export function metadataSyncs({ listener, ...shared }: MetadataShared): TaskSyncs {
  return ({ flow, lease, incarnation, source, target, clock }) => {
    const { topics, groups, accounts } = flow.metadata;
    if (!topics && !groups && !accounts) return [];
    const clients = { SOURCE: source, TARGET: target };
    return [
      new MetadataSync({
        ...shared,
        flow,
        lease,
        clients,
        clock,
        mayWrite: () => incarnation.mayWrite(),
        onEvent: (event) => listener.syncEvent(event),
        onTrouble: (what, error) => listener.trouble(what, error),
      }),
    ];
  };
}
