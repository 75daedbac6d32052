/** Who wrote a copy, as its REPL_POS says. */
export interface CopyMark {
  /** Key of the stream, without its generation. */
  stream: string;
  generation: number;
  sourceOffset: number;
  epoch: number;
}

/** What the checker knows of one stored message. */
export interface Fact {
  offset: number;
  /** Unique in all clusters: every attempt to send has a key of its own. */
  key: string;
  /** Everything that a copy has to keep: body, flag, compression, tag, keys, user properties. */
  content: string;
  /** By the broker's clock, ms. */
  storeTimestamp: number;
  /** Undefined for messages of local producers. */
  mark?: CopyMark;
}

/** A whole queue, min to max. */
export interface QueueFacts {
  /** `broker#queueId`. */
  name: string;
  minOffset: number;
  maxOffset: number;
  messages: readonly Fact[];
}

/** A checkpoint as it was found in the database at some moment of the run. */
export interface CheckpointFact {
  sourceQueue: string;
  targetQueue: string;
  generation: number;
  /** Next source offset. */
  sourceOffset: number;
  /** Next target offset. */
  targetOffset: number;
}

/** A gap event: source offsets from `from` up to and without `to` are not at the target. */
export interface GapFact {
  sourceQueue: string;
  from: number;
  to: number;
}

/** Everything that one run left behind. */
export interface RunFacts {
  source: readonly QueueFacts[];
  target: readonly QueueFacts[];
  /** Content by key of what local producers at the target were acknowledged. */
  acknowledgedLocals: ReadonlyMap<string, string>;
  checkpoints: readonly CheckpointFact[];
  gaps: readonly GapFact[];
  /** What the API says was sent; null when not asked. */
  reportedSent: number | null;
}
