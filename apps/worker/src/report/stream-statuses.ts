import type { ShardReport, StreamSnapshot } from '@slipstream/replication';

/** Latest figures of each stream, and which of them changed since they were last taken. */
export class StreamStatuses {
  readonly #latest = new Map<number, StreamSnapshot>();
  readonly #saved = new Map<number, string>();

  add(report: ShardReport): void {
    for (const stream of report.streams) this.#latest.set(stream.streamId, stream);
  }

  /** Streams whose figures changed since {@link saved}. */
  changed(): StreamSnapshot[] {
    return [...this.#latest.values()].filter(
      (stream) => this.#saved.get(stream.streamId) !== fingerprint(stream),
    );
  }

  /** These were written. */
  saved(streams: readonly StreamSnapshot[]): void {
    for (const stream of streams) this.#saved.set(stream.streamId, fingerprint(stream));
  }

  /** The streams do not run here any more. */
  remove(streamIds: readonly number[]): void {
    for (const id of streamIds) {
      this.#latest.delete(id);
      this.#saved.delete(id);
    }
  }
}

/** What is stored of a stream; its position is a checkpoint's business. */
function fingerprint({ sourceMax, delayMs, state, reason }: StreamSnapshot): string {
  return JSON.stringify([sourceMax, delayMs, state, reason]);
}
