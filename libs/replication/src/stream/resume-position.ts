import type { Checkpoint } from '../ports/checkpoint-store.js';
import type { FoundCopy } from './tail-scan.js';

/** Where a stream goes on by what its target holds, and the copy that proves it. */
export interface ResumePosition extends Pick<Checkpoint, 'generation' | 'sourceOffset' | 'sourceIdentity'> {
  /** Last own copy of the generation; undefined when the target holds none behind the base. */
  proof: FoundCopy | undefined;
}

/**
 * Goes through the generations from a base checkpoint to the newest that is known, from the ring or from copies: an owner
 * may have opened one, written under it, and died before it could save that.
 *
 * A generation's copies tell where it was. One without copies goes on where the one before it was, but never behind its
 * own start: up to there the source is the same in both.
 *
 * @param ring checkpoints, newest first
 * @param lastCopies last own copy of each generation found behind the base
 */
export function resumePosition(
  base: Checkpoint,
  ring: readonly Checkpoint[],
  lastCopies: ReadonlyMap<number, FoundCopy>,
): ResumePosition {
  const newest = Math.max(base.generation, ring[0]?.generation ?? 0, ...lastCopies.keys());
  let position: ResumePosition = {
    generation: base.generation,
    sourceOffset: base.sourceOffset,
    sourceIdentity: base.sourceIdentity,
    proof: undefined,
  };
  for (let generation = base.generation; generation <= newest; generation++) {
    const copy = lastCopies.get(generation);
    const start = ring.findLast((checkpoint) => checkpoint.generation === generation);
    if (
      copy !== undefined &&
      (generation > base.generation || copy.sourceOffset + 1 >= position.sourceOffset)
    )
      position = { generation, sourceOffset: copy.sourceOffset + 1, sourceIdentity: null, proof: copy };
    else if (
      generation > base.generation &&
      start !== undefined &&
      start.sourceOffset <= position.sourceOffset
    )
      position = {
        generation,
        sourceOffset: start.sourceOffset,
        sourceIdentity: start.sourceIdentity,
        proof: undefined,
      };
    else position = { ...position, generation };
  }
  return position;
}
