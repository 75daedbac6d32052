import { decodeMessages } from '@slipstream/rocketmq-remoting/message';
import { mapBounded, type ProgressWhy } from '@slipstream/shared';
import type { QueueRef } from '../ports/queue-reader.js';
import { PopLedger, readPopRecord } from './pop-ledger.js';
import { wordsOf, type CallOptions, type ProgressClient } from './ports.js';
import type { SideOffsets } from './side-offsets.js';
import { queueKey } from './stream.js';

/**
 * A delivery may be visible so much later than the offset that has jumped with it, ms: an acknowledged message is visible 33 to
 * 170 ms after (facts §5).
 */
export const POP_VISIBLE_MS = 300;
/** Deliveries older than this are not looked for, ms. */
const LOOK_BACK_MS = 60 * 60_000;
/** Pulls of one broker's log in a look; what is left over is read in the next. */
const PULLS = 400;
/** How far a broker's clock is taken to be behind ours at most, ms. */
const SKEW_MS = 30_000;
const MAX_MESSAGES = 1_024;
const LOG_TOPIC = 'rmq_sys_wheel_timer';

/** What may be carried of a POP group's offset. */
export type PopHold =
  | { offset: number; why: 'POP_IN_FLIGHT' | 'POP_RETRY' | null }
  | { offset: null; why: ProgressWhy; said: string | null };

interface BrokerLog {
  /** `NONE`: the broker knows no POP. `UNREADABLE`: it does, and what it has delivered cannot be seen. */
  state: 'NONE' | 'READABLE' | 'UNREADABLE';
  said: string | null;
  /** Next offset of the log to read; undefined before the first. */
  next: number | undefined;
  ledger: PopLedger;
  skewMs: number;
}

/**
 * Follows what brokers of one side deliver by POP. The committed offset of a POP group jumps when messages are delivered; they
 * count as consumed only when they are acknowledged (facts §9).
 */
export class PopWatch {
  readonly #logs = new Map<string, BrokerLog>();
  /** The last offset of a queue with nothing in the group's retry topics. */
  readonly #clean = new Map<string, number>();
  /** Groups that have been seen with members that brokers list: they do not use POP. */
  readonly #remoting = new Set<string>();
  #retries = new Map<string, Promise<boolean>>();

  constructor(private readonly client: ProgressClient) {}

  /** Finds out what brokers know of POP. True when one of them does: then {@link read} comes {@link POP_VISIBLE_MS} later. */
  async prepare(brokerNames: readonly string[], call: CallOptions): Promise<boolean> {
    this.#retries = new Map();
    await mapBounded(brokerNames, 8, async (name) => {
      const known = this.#logs.get(name);
      if (known === undefined || (known.state === 'UNREADABLE' && known.next === undefined))
        this.#logs.set(name, await this.#examine(name, call));
    });
    return brokerNames.some((name) => this.#logs.get(name)?.state !== 'NONE');
  }

  /** Reads what has been delivered and acknowledged since. */
  async read(brokerNames: readonly string[], now: number, call: CallOptions): Promise<void> {
    await mapBounded(brokerNames, 8, async (name) => {
      const log = this.#logs.get(name);
      if (log === undefined || log.state === 'NONE' || log.said?.startsWith(SETTING) === true) return;
      try {
        const isWhole = await this.#readLog(name, log, now, call);
        [log.state, log.said] = isWhole ? ['READABLE', null] : ['UNREADABLE', TOO_LONG];
      } catch (error) {
        if (call.signal?.aborted === true) throw error;
        [log.state, log.said] = ['UNREADABLE', wordsOf(error)];
      }
    });
  }

  /**
   * What may be carried of an offset: up to the oldest message that is delivered and not acknowledged, and no farther than it
   * was while messages of the group wait in its retry topics.
   *
   * @param hasMembers whether the broker lists members of the group
   */
  async hold(
    consumerGroup: string,
    queue: QueueRef,
    committed: number,
    look: { offsets: SideOffsets; now: number; call: CallOptions; hasMembers: () => Promise<boolean> },
  ): Promise<PopHold> {
    const log = this.#logs.get(queue.brokerName);
    if (log === undefined || log.state === 'NONE') return { offset: committed, why: null };
    const isPop = log.ledger.knows(consumerGroup);
    if (log.state === 'UNREADABLE' && (isPop || !(await this.#isRemoting(consumerGroup, look.hasMembers))))
      return { offset: null, why: 'POP_UNKNOWN', said: log.said };
    if (!isPop) return { offset: committed, why: null };
    const brokerNow = look.now - log.skewMs;
    const open = log.ledger.oldestOpen(consumerGroup, queue.topic, queue.queueId, brokerNow);
    const delivered = Math.min(committed, open ?? committed);
    const key = `${consumerGroup} ${queueKey(queue)}`;
    if (await this.#isClean(consumerGroup, queue, log, brokerNow, look)) {
      this.#clean.set(key, delivered);
      return { offset: delivered, why: delivered < committed ? 'POP_IN_FLIGHT' : null };
    }
    const clean = this.#clean.get(key);
    if (clean === undefined) return { offset: null, why: 'POP_RETRY', said: null };
    return { offset: Math.min(clean, delivered), why: 'POP_RETRY' };
  }

  async #isRemoting(consumerGroup: string, hasMembers: () => Promise<boolean>): Promise<boolean> {
    if (!this.#remoting.has(consumerGroup) && (await hasMembers())) this.#remoting.add(consumerGroup);
    return this.#remoting.has(consumerGroup);
  }

  /** Nothing of the group and topic waits for another delivery on this broker. */
  #isClean(
    consumerGroup: string,
    { topic, brokerName }: QueueRef,
    { ledger }: BrokerLog,
    brokerNow: number,
    { offsets, call }: { offsets: SideOffsets; call: CallOptions },
  ): Promise<boolean> {
    const key = `${consumerGroup}@${topic}@${brokerName}`;
    const isClean = async (): Promise<boolean> => {
      // Both ways of naming them [common/KeyBuilder].
      for (const separator of ['_', '+']) {
        const retry = { topic: `%RETRY%${consumerGroup}${separator}${topic}`, brokerName, queueId: 0 };
        if (ledger.oldestOpen(consumerGroup, retry.topic, 0, brokerNow) !== undefined) return false;
        const { maxOffset } = await this.client.range(retry, call);
        if (maxOffset > (offsets.committed(retry, consumerGroup) ?? 0)) return false;
      }
      return true;
    };
    const asked = this.#retries.get(key) ?? isClean();
    this.#retries.set(key, asked);
    return asked;
  }

  async #examine(brokerName: string, call: CallOptions): Promise<BrokerLog> {
    const log = { said: null, next: undefined, ledger: new PopLedger(), skewMs: SKEW_MS };
    try {
      const settings = await this.client.brokerConfig(brokerName, call);
      if (!settings.has('reviveQueueNum')) return { ...log, state: 'NONE' };
      for (const [name, value] of HIDING)
        if (settings.get(name) === value)
          return { ...log, state: 'UNREADABLE', said: `${SETTING} ${name}=${value}`, next: 0 };
      return { ...log, state: 'READABLE' };
    } catch (error) {
      if (call.signal?.aborted === true) throw error;
      return { ...log, state: 'UNREADABLE', said: wordsOf(error) };
    }
  }

  /** False when the log is longer than what may be read now. */
  async #readLog(brokerName: string, log: BrokerLog, now: number, call: CallOptions): Promise<boolean> {
    const queue = { topic: LOG_TOPIC, brokerName, queueId: 0 };
    let next = log.next ?? (await this.client.offsetByTimestamp(queue, now - LOOK_BACK_MS, call));
    for (let pulls = 0; pulls < PULLS; pulls++) {
      const pulled = await this.client.pull(queue, { offset: next, maxMessages: MAX_MESSAGES }, call);
      for (const message of decodeMessages(pulled.messages)) {
        log.skewMs = Math.min(log.skewMs, now - message.storeTimestamp);
        const record = readPopRecord(message);
        if (record !== undefined) log.ledger.take(record);
      }
      const isBefore = pulled.status === 'OFFSET_ILLEGAL' && next < pulled.minOffset;
      const isEnd = pulled.status === 'NO_NEW_MESSAGE' || (pulled.status === 'OFFSET_ILLEGAL' && !isBefore);
      next = isBefore ? pulled.minOffset : isEnd ? Math.min(next, pulled.maxOffset) : pulled.nextBeginOffset;
      log.next = next;
      if (isEnd) return true;
    }
    return false;
  }
}

const SETTING = 'the broker runs with';
const TOO_LONG = `${LOG_TOPIC} is longer than what is read in one look; reading goes on`;
/** With these a broker keeps what it has delivered where no client can see it. */
const HIDING: readonly (readonly [string, string])[] = [
  ['popConsumerKVServiceEnable', 'true'],
  ['enablePopBufferMerge', 'true'],
  ['timerWheelEnable', 'false'],
];
