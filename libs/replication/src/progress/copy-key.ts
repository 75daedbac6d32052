/**
 * A place in the order of a stream's copies: they stand in the target queue by rising generation, and by rising source offset
 * within one.
 */
export interface CopyKey {
  generation: number;
  sourceOffset: number;
}

/** Negative when `a` comes before `b`. */
export function compareKeys(a: CopyKey, b: CopyKey): number {
  return a.generation - b.generation || a.sourceOffset - b.sourceOffset;
}
