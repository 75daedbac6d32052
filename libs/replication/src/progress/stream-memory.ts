import { compareKeys } from './copy-key.js';
import { CopyMap } from './copy-map.js';
import type { GenerationStarts } from './forward.js';
import type { ProgressStream, StreamPair } from './stream.js';

/** What is remembered of one stream from round to round. */
export interface StreamMemory {
  map: CopyMap;
  starts: GenerationStarts;
}

/** Memories of streams; one that steps back (its target lost messages) begins anew. */
export class StreamMemories {
  readonly #memories = new Map<number, StreamMemory & { position: StreamPair }>();

  of({ id, position }: ProgressStream): StreamMemory {
    const known = this.#memories.get(id);
    const hasSteppedBack =
      known !== undefined &&
      (compareKeys(position, known.position) < 0 || position.targetOffset < known.position.targetOffset);
    if (known !== undefined && !hasSteppedBack) {
      known.position = position;
      return known;
    }
    const memory = { map: new CopyMap(), starts: new Map<number, number>(), position };
    this.#memories.set(id, memory);
    return memory;
  }

  /** Forgets streams that are gone. */
  keep(ids: ReadonlySet<number>): void {
    for (const id of this.#memories.keys()) if (!ids.has(id)) this.#memories.delete(id);
  }
}
