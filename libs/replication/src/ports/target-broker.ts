import type { EncodedBatch } from '@slipstream/rocketmq-remoting/message';

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
  entries: EncodedBatch;
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
  /** Target user of its own, in whose name it sends; null when it sends with the cluster's account. */
  readonly user: string | null;
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
  /**
   * Opens a connection and registers the incarnation's producer group by heartbeat before it resolves. Where users can be
   * managed it gets one of its own, that is written down before it is made. `clientId` is new each time.
   */
  openChannel(incarnation: Incarnation, clientId: string, signal?: AbortSignal): Promise<TargetChannel>;
  /** Client ids that the broker sees connected for a producer group; null when it cannot tell (behind a Proxy). */
  producerClientIds(producerGroup: string, signal?: AbortSignal): Promise<readonly string[] | null>;
  /**
   * Users in whose names an incarnation may still send here; null unless it is known of every channel of it that it had one:
   * then only another fence proves anything.
   */
  usersOf(incarnation: Incarnation, signal?: AbortSignal): Promise<readonly string[] | null>;
  /** Takes all rights from a user; false when the broker does not let us. One that is gone is no failure. */
  disableUser(user: string, signal?: AbortSignal): Promise<boolean>;
  /** Asks in the user's name. True only when the broker refuses the user as such, whatever secret comes with it. */
  refusesUser(user: string, signal?: AbortSignal): Promise<boolean>;
  /** Nothing can be sent in its name any more: removes it, if need be later. */
  forgetUser(user: string): Promise<void>;
  /** Topic and queue of this broker that a barrier message may go to (facts §5), and its current max offset. */
  readonly barrierTopic: string;
  maxOffset(topic: string, queueId: number, signal?: AbortSignal): Promise<number>;
}
