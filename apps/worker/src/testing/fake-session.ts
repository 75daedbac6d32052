import { AbortedError, noCounts, type ShardReport } from '@slipstream/replication';
import type { RunningShard, ShardStart, WorkSession } from '../supervisor/work-session.js';

/** A figureless report of a shard that runs. */
export const RUNNING_REPORT: ShardReport = {
  phase: 'RUNNING',
  reason: null,
  counts: noCounts(),
  delayMs: 0,
  delayMaxMs: 0,
  lagMessages: 0,
  streams: [],
};

/** A shard whose life a test decides. */
export class FakeShard implements RunningShard {
  readonly #ended = Promise.withResolvers<Error>();
  resumed = false;
  reported: ShardReport = RUNNING_REPORT;
  clean = true;
  stops = 0;
  /** What stop() waits for. */
  whenStopped: Promise<void> = Promise.resolve();

  constructor(readonly start: ShardStart) {}

  get ended(): Promise<Error> {
    return this.#ended.promise;
  }

  end(error: Error): void {
    this.#ended.resolve(error);
  }

  report(): ShardReport {
    return this.reported;
  }

  async stop(): Promise<{ clean: boolean }> {
    this.stops += 1;
    await this.whenStopped;
    return { clean: this.clean };
  }
}

/** A session that starts fake shards. */
export class FakeSession implements WorkSession {
  readonly starts: ShardStart[] = [];
  readonly shards = new Map<string, FakeShard>();
  readonly calls: string[] = [];
  isTainted = false;
  /** What starting a shard fails of. */
  readonly failures = new Map<string, Error>();
  /** Shards whose start hangs until it is aborted. */
  readonly hanging = new Set<string>();

  async startShard(start: ShardStart, signal: AbortSignal): Promise<RunningShard> {
    this.starts.push(start);
    if (this.hanging.has(start.shardId))
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new AbortedError())));
    const failure = this.failures.get(start.shardId);
    if (failure !== undefined) throw failure;
    const shard = new FakeShard(start);
    this.shards.set(start.shardId, shard);
    return shard;
  }

  close(): Promise<boolean> {
    this.calls.push('close');
    return Promise.resolve(true);
  }

  reset(): void {
    this.calls.push('reset');
  }

  /** The fake shard of that id. */
  shard(id: string): FakeShard {
    const shard = this.shards.get(id);
    if (shard === undefined) throw new Error(`${id} was never started`);
    return shard;
  }
}
