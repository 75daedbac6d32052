import type { BatchEntry } from '@slipstream/rocketmq-remoting/message';

/** A worker incarnation as brokers know it: every one has a producer group of its own. */
export interface Incarnation {
  id: string;
  producerGroup: string;
}

/** One batch for one target queue; all its messages share `sysFlag` and `bornTimestamp` (ms) on the wire. */
export interface WireBatch {
  topic: string;
  queueId: number;
  sysFlag: number;
  bornTimestamp: number;
  entries: readonly BatchEntry[];
}

/** What became of a send. */
export type SendAnswer =
  /** The broker answered; `queueOffset` is that of the first message, null unless stored. */
  | { kind: 'ANSWERED'; responseCode: number; remark: string; queueOffset: number | null }
  /** No answer (time-out, connection closed): stored or not, or still on its way. */
  | { kind: 'UNKNOWN'; said: string }
  /** Refused on our side before a byte was written. `message` says why. */
  | { kind: 'NOT_SENT'; said: string };

/** One connection to a target broker whose producer group the broker has registered. Sends never reject. */
export interface TargetChannel {
  readonly clientId: string;
  readonly isOpen: boolean;
  send(batch: WireBatch): Promise<SendAnswer>;
  /** Waits for answers, then closes by FIN. */
  close(): Promise<void>;
  /** Closes by RST, so that unsent bytes are dropped and not delivered later (reliability §2). */
  reset(): void;
}

/** The master of one target broker, as the takeover protocol needs it. Throws {@link PortError}. */
export interface TargetBroker {
  readonly brokerName: string;
  /** Opens a connection and registers `producerGroup` by heartbeat before it resolves. `clientId` is new each time. */
  openChannel(producerGroup: string, clientId: string, signal?: AbortSignal): Promise<TargetChannel>;
  /** Client ids that the broker sees connected for a producer group; null when it cannot tell (behind a Proxy). */
  producerClientIds(producerGroup: string, signal?: AbortSignal): Promise<readonly string[] | null>;
  /** Topic and queue of this broker that a barrier message may go to (facts §5), and its current max offset. */
  readonly barrierTopic: string;
  maxOffset(topic: string, queueId: number, signal?: AbortSignal): Promise<number>;
}
