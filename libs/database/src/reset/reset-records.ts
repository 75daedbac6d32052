import type { FlowDirection } from '@slipstream/shared';

/** Where a stream of a task stands now, by its newest checkpoint. */
export interface StreamPosition {
  id: number;
  direction: FlowDirection;
  sourceTopic: string;
  sourceBroker: string;
  sourceQueue: number;
  targetTopic: string;
  /** Next source offset to be copied. */
  position: number;
  generation: number;
  /** Number of the newest checkpoint; it grows with each one. */
  seq: number;
  /** Epoch of the stream's shard. */
  shardEpoch: number;
  /** False when a former owner has died and no successor has looked at the target yet: it may hold more. */
  known: boolean;
}

/** Where a stream is to begin again. */
export interface StreamReset {
  streamId: number;
  /** Next source offset to read. */
  sourceOffset: number;
}

/** What a reset has kept of one stream. */
export interface KeptPosition {
  streamId: number;
  shardEpoch: number;
  known: boolean;
  toGeneration: number;
  toOffset: number;
  fromGeneration: number;
  fromOffset: number;
}

/** The last reset of a task, with what it kept. */
export interface LastReset {
  at: Date;
  actor: string;
  streams: KeptPosition[];
}
