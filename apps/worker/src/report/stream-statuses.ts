import type { ShardReport, StreamSnapshot } from '@slipstream/replication';

/** Latest figures of each stream, and which of them changed since they were last taken. */
export class StreamStatuses {
  readonly #latest = new Map<number, StreamSnapshot>();
  readonly #saved = new Map<number, StreamSnapshot>();

  add(report: ShardReport): void {
    for (const stream of report.streams) this.#latest.set(stream.streamId, stream);
  }

  /** Streams whose figures changed since {@link saved}. */
  changed(): StreamSnapshot[] {
    const changed: StreamSnapshot[] = [];
    for (const stream of this.#latest.values())
      if (!isStoredAlike(this.#saved.get(stream.streamId), stream)) changed.push(stream);
    return changed;
  }

  /** These were written. */
  saved(streams: readonly StreamSnapshot[]): void {
    for (const stream of streams) this.#saved.set(stream.streamId, stream);
  }

  /** The streams do not run here any more. */
  remove(streamIds: readonly number[]): void {
    for (const id of streamIds) {
      this.#latest.delete(id);
      this.#saved.delete(id);
    }
  }
}

/** True when the same is stored of both; a position is a checkpoint's business. */
function isStoredAlike(a: StreamSnapshot | undefined, b: StreamSnapshot): boolean {
  if (a === undefined || a === b) return a === b;
  if (a.sourceMax !== b.sourceMax || a.delayMs !== b.delayMs || a.state !== b.state) return false;
  return a.reason === b.reason || JSON.stringify(a.reason) === JSON.stringify(b.reason);
}
