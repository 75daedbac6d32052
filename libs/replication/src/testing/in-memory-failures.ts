import { LeaseLostError, type StreamCheckpoint } from '../ports/checkpoint-store.js';
import type { FailedMessage, FailureStore, RefusedMessage, RetryOutcome } from '../ports/failure-store.js';
import { PortError } from '../ports/port-error.js';
import { makeReason, type FailureState } from '@slipstream/shared';
import type { StreamDefinition } from '../stream/stream-definition.js';
import type { InMemoryCheckpoints } from './in-memory-checkpoints.js';

/** A row of the failure table. */
export interface FailureRow extends RefusedMessage {
  id: number;
  state: FailureState;
  triedFrom: number | null;
  retrySaid: string | null;
  sentOffset: number | null;
}

/** The failure table in memory, fenced by epoch and away together with the checkpoints. */
export class InMemoryFailures {
  readonly rows: FailureRow[] = [];
  /** A record is made, and then the answer is lost. */
  losesAnswers = false;

  constructor(private readonly checkpoints: InMemoryCheckpoints) {}

  /** A person asks for everything to be sent again. */
  retryAll(): void {
    for (const row of this.rows) if (row.state === 'PENDING') row.state = 'RETRYING';
  }

  /** The table as the owner of one epoch sees it. */
  under(epoch: number, definitionOf: (streamId: number) => StreamDefinition): FailureStore {
    const held = <T>(act: () => T): Promise<T> => {
      if (!this.checkpoints.isUp) return Promise.reject(away());
      if (epoch !== this.checkpoints.epoch)
        return Promise.reject(new LeaseLostError('another owner has the shard'));
      return Promise.resolve(act());
    };
    const rowOf = (id: number): FailureRow | undefined => this.rows.find((row) => row.id === id);
    return {
      record: async (message, passed) => {
        await held(() => this.#record(message, passed));
        if (this.losesAnswers) throw away();
      },
      steppedBack: (streamId, generation, sourceOffset) =>
        held(() => {
          const isAgain = (row: FailureRow): boolean =>
            row.streamId === streamId &&
            row.generation === generation &&
            row.sourceOffset >= sourceOffset &&
            (row.state === 'PENDING' || row.state === 'RETRYING');
          const kept = this.rows.filter((row) => !isAgain(row));
          this.rows.splice(0, this.rows.length, ...kept);
        }),
      toRetry: (afterId, limit) =>
        held(() =>
          this.rows
            .filter((row) => row.state === 'RETRYING' && row.id > afterId)
            .slice(0, limit)
            .map((row) => toFailed(row, definitionOf(row.streamId))),
        ),
      noteTry: (id, triedFrom) =>
        held(() => {
          const row = rowOf(id);
          if (row?.state !== 'RETRYING') return false;
          row.triedFrom = triedFrom;
          return true;
        }),
      settle: (id, outcome) => held(() => settle(rowOf(id), outcome)),
    };
  }

  #record(message: RefusedMessage, { streamId, ...passed }: StreamCheckpoint): void {
    const { generation, sourceOffset } = message;
    const known = this.rows.some(
      (row) =>
        row.streamId === streamId && row.generation === generation && row.sourceOffset === sourceOffset,
    );
    if (!known)
      this.rows.push({
        ...message,
        id: this.rows.length + 1,
        state: 'PENDING',
        triedFrom: null,
        retrySaid: null,
        sentOffset: null,
      });
    this.checkpoints.pass(streamId, passed);
  }
}

function settle(row: FailureRow | undefined, outcome: RetryOutcome): void {
  if (row === undefined) return;
  if (outcome.kind === 'SENT') {
    Object.assign(row, { state: 'SENT', sentOffset: outcome.targetOffset });
    return;
  }
  row.retrySaid = outcome.said;
  if (outcome.kind === 'FAILED') Object.assign(row, { state: 'PENDING', triedFrom: null });
}

function toFailed(row: FailureRow, stream: StreamDefinition): FailedMessage {
  const { id, streamId, generation, sourceOffset, sourceIdentity, triedFrom } = row;
  const { source, target, sourceClusterId, epoch } = stream;
  return {
    id,
    streamId,
    streamKey: stream.key,
    generation,
    sourceOffset,
    sourceIdentity,
    source,
    target,
    sourceClusterId,
    epoch,
    triedFrom,
  };
}

function away(): PortError {
  return new PortError(
    makeReason('INTERNAL', 'CHECKPOINT', { subject: 'PostgreSQL', said: 'database is away' }),
    false,
  );
}
