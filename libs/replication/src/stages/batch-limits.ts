/** How large one batch may grow. */
export interface BatchLimits {
  /** Messages; never above 32 767, where brokers of 5.x overflow (facts §0, 2). */
  maxMessages: number;
  /** Bytes of bodies and properties; a single larger message still goes alone. */
  maxBytes: number;
}

/** Beyond 128 messages or so only latency grows (facts §5, rates). */
export const DEFAULT_BATCH_LIMITS: BatchLimits = { maxMessages: 256, maxBytes: 512 * 1024 };

/**
 * Most that one batch grows to where the target is far away: its encoded messages stay below the `maxMessageSize` that
 * brokers have unless it was changed, 4 MiB, of which 4.4 counts the whole stored record (facts §6).
 */
export const MOST_BATCH_LIMITS: BatchLimits = { maxMessages: 16_384, maxBytes: 3_840 * 1024 };

/** The bits of a source message's sysFlag that a copy keeps: compression only (facts §0, 1 and §7). */
export const KEPT_SYS_FLAG = 0x701;

/** Bytes that provenance and batch framing add to a message, at most; a task's tag comes on top. */
export const COPY_OVERHEAD_BYTES = 512;
