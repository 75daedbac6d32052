/** Source offsets `[from, to)` that were gone before they were copied. */
export interface Gap {
  /** Generation of the source queue's content that the offsets belong to. */
  generation: number;
  from: number;
  to: number;
}

/** The parts of a gap that were not told before: a stream that steps back passes the same gap again. */
export function newParts(gap: Gap, told: readonly Gap[]): Gap[] {
  let parts = [gap];
  for (const { generation, from, to } of told) {
    if (generation !== gap.generation) continue;
    parts = parts.flatMap((part) => [
      { ...part, to: Math.min(part.to, from) },
      { ...part, from: Math.max(part.from, to) },
    ]);
    parts = parts.filter((part) => part.from < part.to);
  }
  return parts;
}
