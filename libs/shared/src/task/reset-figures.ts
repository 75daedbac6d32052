/** A stream's source queue, and where a reset would move the stream. Offsets of the source queue. */
export interface ResetMove {
  /** Next offset to be copied now, and after the reset. */
  from: number;
  to: number;
  /** First offset that the queue has, and the one its next message gets. */
  min: number;
  max: number;
}

/** What a reset does to the messages that the source queue has. */
export interface ResetFigures {
  /** Copied before, and copied once more. */
  again: number;
  /** Not copied yet, and never copied by this task any more. */
  skipped: number;
  /** Copied after the next start, up to the queue's end as it is now: those sent again and those not copied yet. */
  ahead: number;
}

/** Counts messages, not what becomes of them: a filter or the loop check may pass some of them over. */
export function resetFigures({ from, to, min, max }: ResetMove): ResetFigures {
  const within = (offset: number): number => Math.min(Math.max(offset, min), max);
  return {
    again: Math.max(0, within(from) - within(to)),
    skipped: Math.max(0, within(to) - within(from)),
    ahead: max - within(to),
  };
}
