import { EncodedBatch, encodeProperties } from '@slipstream/rocketmq-remoting/message';
import { makeReason } from '@slipstream/shared';
import { AbortedError, type Clock } from '../ports/clock.js';
import { LeaseLostError } from '../ports/checkpoint-store.js';
import type { LeaseGuard } from '../ports/lease-guard.js';
import { PortError } from '../ports/port-error.js';
import type { Incarnation, TargetBroker } from '../ports/target-broker.js';
import { fenceByCredential } from './credential-fence.js';
import { FenceWaits, type FenceWait } from './fence-waits.js';
import { Lane } from './lane.js';
import { Permits } from './permits.js';
import { classifySend } from './send-outcome.js';
import type { TakeoverTiming } from './takeover-timing.js';

/** Streams of one pair of brokers that recover at once: more would not be faster, and need memory at the start of thousands. */
const RECOVERIES_AT_ONCE = 128;

/** What a gateway works with. */
export interface GatewayDependencies {
  incarnation: Incarnation;
  clock: Clock;
  guard: LeaseGuard;
  timing: TakeoverTiming;
}

/**
 * The way to one target broker for all streams of a worker incarnation: one lane at a time, and the fence and barrier of
 * the takeover protocol (design.md, data plane 5), each done once however many streams wait for it.
 */
export class BrokerGateway {
  /** The newest lane: what has to be fenced before another is opened. */
  #lane: Lane | undefined;
  /** The same once its barrier is visible; nobody gets it earlier. */
  #ready: Lane | undefined;
  #lanes = 0;
  #opening: Promise<Lane> | undefined;
  #currentBarrier: Promise<void> = Promise.resolve();
  #nextBarrier: Promise<void> | undefined;
  readonly #fences = new Map<string, Promise<void>>();
  readonly #waits: FenceWaits;
  readonly #recoveries = new Map<string, Permits>();
  readonly #lifetime = new AbortController();

  constructor(
    private readonly broker: TargetBroker,
    private readonly deps: GatewayDependencies,
  ) {
    this.#waits = new FenceWaits(deps.clock, deps.timing.tellWaitAfterMs);
  }

  /**
   * The open lane. A new one is handed out only when nothing of the one before it can land any more and everything that
   * did land is visible.
   *
   * @throws PortError when the broker cannot be reached; calling again goes on where it stopped
   */
  lane(): Promise<Lane> {
    if (this.#ready?.isOpen === true) return Promise.resolve(this.#ready);
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /** Resolves when nothing of a dead predecessor can land any more and everything that did land is visible. */
  fence(predecessor: Incarnation): Promise<void> {
    // Our own connections are fenced by lane().
    if (predecessor.id === this.deps.incarnation.id) return Promise.resolve();
    const running = this.#fences.get(predecessor.id);
    if (running !== undefined) return running;
    const fence = this.#fence(predecessor);
    this.#fences.set(predecessor.id, fence);
    fence.catch(() => this.#fences.delete(predecessor.id));
    return fence;
  }

  /**
   * Resolves when everything acknowledged before the call is visible. Calls that come while a barrier is under way share
   * the next one.
   */
  barrier(): Promise<void> {
    this.#nextBarrier ??= this.#currentBarrier
      .catch(() => undefined)
      .then(async () => {
        this.#currentBarrier = this.lane().then((lane) => this.#barrier(lane));
        this.#nextBarrier = undefined;
        return this.#currentBarrier;
      });
    return this.#nextBarrier;
  }

  /** Whose turn it is to recover; a source that hangs holds up its own streams only. */
  recoveriesFrom(source: string): Permits {
    let permits = this.#recoveries.get(source);
    if (permits === undefined) {
      permits = new Permits(RECOVERIES_AT_ONCE);
      this.#recoveries.set(source, permits);
    }
    return permits;
  }

  /** The fence that has been waited for the longest, once that is worth telling. */
  get waitingFor(): FenceWait | null {
    return this.#waits.longest();
  }

  /** True while an unanswered send may still land. */
  get isUncertain(): boolean {
    return this.#lane?.isUncertain === true;
  }

  /** Closes in good order; false when something unanswered may still land. */
  async close(): Promise<boolean> {
    const clean = !this.isUncertain;
    this.#lifetime.abort();
    const lane = this.#lane;
    await lane?.close();
    const isClean = clean && !this.isUncertain;
    if (isClean && lane !== undefined) await this.#forget([lane.user]);
    return isClean;
  }

  /** Drops the connection by RST: the lease is lost. */
  reset(): void {
    this.#lifetime.abort();
    this.#lane?.break();
  }

  async #open(): Promise<Lane> {
    const { incarnation, guard } = this.deps;
    const before = this.#lane;
    if (before !== undefined) {
      before.break();
      if (before.isUncertain) {
        const { clientId, user } = before;
        await this.#shutOut(
          `our own connection ${clientId}`,
          user === null ? null : [user],
          incarnation.producerGroup,
          (clientIds) => !clientIds.includes(clientId),
        );
      }
      await this.#forget([before.user]);
    }
    if (!guard.mayWrite()) throw new LeaseLostError('the lease ended before a connection was opened');
    this.#lanes += 1;
    const clientId = `${incarnation.id}@${this.#lanes}`;
    const channel = await this.broker.openChannel(incarnation, clientId, this.#lifetime.signal);
    if (this.#lifetime.signal.aborted) {
      // Dropped while it was being opened: nobody would ever close it.
      channel.reset();
      throw new AbortedError();
    }
    const lane = new Lane(channel, this.#lanes, this.deps.clock);
    this.#lane = lane;
    try {
      await this.#barrier(lane);
    } catch (error) {
      lane.break();
      throw error;
    }
    this.#ready = lane;
    return lane;
  }

  async #fence(predecessor: Incarnation): Promise<void> {
    // Ours first: a broker that does not list it does not list the predecessor's either.
    await this.lane();
    const users = await this.broker.usersOf(predecessor, this.#lifetime.signal);
    const { producerGroup } = predecessor;
    await this.#shutOut(`former owner ${predecessor.id}`, users, producerGroup, ({ length }) => length === 0);
    await this.#barrier(await this.lane());
    await this.#forget(users ?? []);
  }

  /**
   * The best fence that there is, and the next one when it fails: F1, the users are refused; F2, the broker itself says that
   * the connection is gone; F3, a lock-delay, where it cannot say.
   */
  async #shutOut(
    who: string,
    users: readonly string[] | null,
    producerGroup: string,
    isGone: (clientIds: readonly string[]) => boolean,
  ): Promise<void> {
    const { clock, timing } = this.deps;
    const { signal } = this.#lifetime;
    const wait = this.#waits.begin(who);
    try {
      if (users !== null) {
        wait.method = 'CREDENTIAL';
        if (await fenceByCredential(this.broker, users, { clock, timing, signal })) return;
      }
      for (;;) {
        const clientIds = await this.broker.producerClientIds(producerGroup, signal);
        if (clientIds === null) {
          wait.method = 'LOCK_DELAY';
          return await this.#sleep(timing.lockDelayMs);
        }
        wait.method = 'CHANNEL_GONE';
        if (isGone(clientIds)) return await this.#sleep(timing.settleMs);
        await this.#sleep(timing.fencePollMs);
      }
    } finally {
      this.#waits.end(wait);
    }
  }

  /** Users that are fenced, or whose connections closed in order. What cannot be removed now is removed later. */
  async #forget(users: readonly (string | null)[]): Promise<void> {
    for (const user of users) if (user !== null) await this.broker.forgetUser(user).catch(() => undefined);
  }

  /**
   * Sends a message to an internal topic of the broker and waits until it is visible: the commit log is one order, so
   * everything stored before it is visible then, which a max offset alone does not tell (reliability §0, 2).
   */
  async #barrier(lane: Lane): Promise<void> {
    const { clock, timing } = this.deps;
    const topic = this.broker.barrierTopic;
    const properties = encodeProperties([['REPL_BARRIER', lane.clientId]]);
    const answer = await lane.send({
      topic,
      queueId: 0,
      sysFlag: 0,
      bornTimestamp: clock.now(),
      entries: EncodedBatch.of([{ flag: 0, body: Buffer.from('barrier'), properties }]),
    });
    const outcome = classifySend(answer, `${this.broker.brokerName} ${topic}`);
    if (outcome.kind !== 'STORED') throw new PortError(outcome.reason, false);
    const deadline = clock.monotonic() + timing.barrierTimeoutMs;
    for (let pause = timing.barrierPollMs; ; pause = Math.min(pause * 2, timing.barrierPollMaxMs)) {
      const maxOffset = await this.broker.maxOffset(topic, 0, this.#lifetime.signal);
      if (maxOffset > outcome.queueOffset) return;
      if (clock.monotonic() > deadline) {
        const said = `a barrier message at offset ${outcome.queueOffset} is not visible after ${timing.barrierTimeoutMs} ms`;
        throw new PortError(
          makeReason('TARGET_REFUSES', 'RECOVER', { subject: this.broker.brokerName, said }),
          false,
        );
      }
      await this.#sleep(pause);
    }
  }

  #sleep(ms: number): Promise<void> {
    return this.deps.clock.sleep(ms, this.#lifetime.signal);
  }
}
