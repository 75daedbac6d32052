import type { QueueRef } from '@slipstream/replication';
import type { RocketmqClient } from '@slipstream/rocketmq-remoting';
import type { StartFrom } from '@slipstream/shared';

/** Calls that positions are looked up with. */
export type PositionClient = Pick<RocketmqClient, 'range' | 'offsetByTimestamp'>;

/**
 * First source offset of a stream of the first plan.
 *
 * "Latest" is the moment the task was created, not the moment a worker came to it: what was sent in between is copied.
 *
 * @param createdAt when the task was created, ms since the epoch
 */
export async function startPosition(
  client: PositionClient,
  queue: QueueRef,
  startFrom: StartFrom,
  createdAt: number,
): Promise<number> {
  switch (startFrom.type) {
    case 'EARLIEST':
      return (await client.range(queue)).minOffset;
    case 'TIMESTAMP':
      return client.offsetByTimestamp(queue, startFrom.timestamp ?? createdAt);
    case 'LATEST': {
      const { maxOffset } = await client.range(queue);
      return Math.min(maxOffset, await client.offsetByTimestamp(queue, createdAt));
    }
  }
}
