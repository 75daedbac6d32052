/** What the processes of the benchmark say to each other. */

/** Where the fake brokers are, and the queues that the streams copy. */
export interface Pair {
  source: string;
  target: string;
}

/** To the brokers. */
export type BrokersTask =
  /** Makes topics of eight queues on both sides, and puts `each` messages into every source queue. */
  | { do: 'PREPARE'; topics: number; each: number }
  /** How many requests have come in. */
  | { do: 'COUNT' }
  /** Sends to the first `busy` queues, `rate` messages per second in all, and to some quiet ones now and then. */
  | { do: 'LOAD'; busy: number; rate: number; seconds: number };

/** To the engine. */
export type EngineTask =
  /** Starts streams 0 to `streams`, fresh or with the checkpoints of the run before. */
  | { do: 'START'; pair: Pair; streams: number; resume: boolean }
  | { do: 'STOP' }
  /** What it takes to stand still for a while. */
  | { do: 'REST'; seconds: number };

/** Memory after a full collection, bytes. */
export interface Memory {
  heap: number;
  external: number;
  rss: number;
}

/** Processor time, share of one core. */
export interface Rest {
  core: number;
  memory: Memory;
  /** Longest time that the event loop stood still, ms. */
  longestBlockMs: number;
}

/** Delays from source store time to target store time, ms. */
export interface Delays {
  messages: number;
  p50: number;
  p99: number;
  max: number;
}

export interface LoadResult {
  perSecond: number;
  busy: Delays;
  quiet: Delays;
}

/** Queues of a topic. */
export const QUEUES = 8;

export const SOURCE_BROKER = 'source-a';
export const TARGET_BROKER = 'target-a';

/** Topic and queue of the stream with this number. */
export function queueOf(stream: number): { topic: string; queueId: number } {
  return { topic: `orders-${Math.floor(stream / QUEUES)}`, queueId: stream % QUEUES };
}
