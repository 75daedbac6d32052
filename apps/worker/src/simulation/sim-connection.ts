import type { SendAnswer, TargetChannel, WireBatch } from '@slipstream/replication';
import type { BrokerConnection, Segment, SimBroker } from './sim-broker.js';
import type { SimNetwork } from './sim-network.js';
import type { SimProcess } from './sim-process.js';
import type { VirtualTime } from './virtual-time.js';

/** What connections of a world share. */
export interface ConnectionWorld {
  time: VirtualTime;
  network: SimNetwork;
  /** Called when a process is about to hand a batch to its kernel: may stop the process right there. */
  beforeWrite: (process: SimProcess, batch: WireBatch, incarnationId: string) => void;
}

/** Production's time-out of a send, ms. */
const SEND_TIMEOUT_MS = 3_000;
const HEARTBEAT_EVERY_MS = 30_000;
/** The kernel of a killed process goes on trying for about this long (reliability §0, 1), ms. */
const ORPHAN_MS = 50_000;

/**
 * One TCP connection from a worker to a broker. What the process has written is with its kernel, which delivers it when
 * it can: after FIN and after a kill too. Only RST drops it.
 */
export class SimConnection implements BrokerConnection, TargetChannel {
  readonly #outbox: Segment[] = [];
  readonly #pending = new Map<number, (answer: SendAnswer) => void>();
  readonly #boot: number;
  #requests = 0;
  #isOpen = true;
  #isDelivering = false;
  #orphanedAt: number | undefined;

  constructor(
    readonly clientId: string,
    readonly user: string | null,
    private readonly incarnationId: string,
    private readonly process: SimProcess,
    private readonly broker: SimBroker,
    private readonly world: ConnectionWorld,
  ) {
    this.#boot = broker.boot;
    broker.accept(this);
    process.onKill(() => this.#orphan());
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Registers a producer group; resolves when the broker has answered. */
  heartbeat(producerGroup: string): Promise<SendAnswer> {
    const answered = this.#request((requestId) => ({ kind: 'HEARTBEAT', requestId, producerGroup }));
    this.world.time.after(HEARTBEAT_EVERY_MS, () =>
      this.process.run(() => {
        if (this.#isOpen) void this.heartbeat(producerGroup);
      }),
    );
    return answered;
  }

  send(batch: WireBatch): Promise<SendAnswer> {
    this.world.beforeWrite(this.process, batch, this.incarnationId);
    return this.#request((requestId) => ({ kind: 'SEND', requestId, batch, user: this.user }));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pending.keys()].map((requestId) => this.#untilAnswered(requestId)));
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.process.run(() => this.#push({ kind: 'END' }));
  }

  reset(): void {
    if (!this.#isOpen) return;
    this.#fail('the connection was reset');
    this.process.run(() => {
      this.#outbox.length = 0;
      // One packet: when the link is cut it is lost, and the broker knows nothing.
      this.world.time.after(this.world.network.latencyMs(), () => {
        if (this.#cutForMs() === 0 && this.broker.boot === this.#boot)
          this.broker.arrive(this, { kind: 'END' });
      });
    });
  }

  answer(requestId: number, responseCode: number, remark: string, queueOffset: number | null): void {
    this.#deliverBack(() => this.#settle(requestId, { kind: 'ANSWERED', responseCode, remark, queueOffset }));
  }

  closedByBroker(): void {
    this.#deliverBack(() => this.#fail('the broker closed the connection'));
  }

  #request(segmentOf: (requestId: number) => Segment): Promise<SendAnswer> {
    if (!this.#isOpen) return Promise.resolve({ kind: 'UNKNOWN', said: 'the connection is closed' });
    const requestId = this.#requests++;
    return new Promise((resolve) => {
      const cancel = this.world.time.after(SEND_TIMEOUT_MS, () =>
        this.process.run(() =>
          this.#settle(requestId, { kind: 'UNKNOWN', said: 'no answer within 3000 ms' }),
        ),
      );
      this.#pending.set(requestId, (answer) => {
        cancel();
        resolve(answer);
      });
      this.process.run(() => {
        if (this.#isOpen) this.#push(segmentOf(requestId));
      });
    });
  }

  #untilAnswered(requestId: number): Promise<void> {
    const settle = this.#pending.get(requestId);
    if (settle === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.#pending.set(requestId, (answer) => {
        settle(answer);
        resolve();
      });
    });
  }

  #settle(requestId: number, answer: SendAnswer): void {
    const settle = this.#pending.get(requestId);
    this.#pending.delete(requestId);
    settle?.(answer);
  }

  #fail(said: string): void {
    this.#isOpen = false;
    for (const requestId of this.#pending.keys()) this.#settle(requestId, { kind: 'UNKNOWN', said });
  }

  #push(segment: Segment): void {
    this.#outbox.push(segment);
    this.#deliver();
  }

  /** The kernel's side: one segment after the other, whatever becomes of the process. */
  #deliver(): void {
    if (this.#isDelivering || this.#outbox.length === 0) return;
    this.#isDelivering = true;
    const tryToDeliver = (): void => {
      if (this.broker.boot !== this.#boot) return this.#reachedNobody();
      const cutMs = this.#cutForMs();
      const orphanMs = this.#orphanedAt === undefined ? 0 : this.world.time.now + cutMs - this.#orphanedAt;
      if (orphanMs > ORPHAN_MS) {
        this.#outbox.length = 0;
        return;
      }
      if (cutMs > 0) {
        this.world.time.after(cutMs + this.world.network.retransmitMs(), tryToDeliver);
        return;
      }
      const segment = this.#outbox.shift();
      this.#isDelivering = false;
      if (segment !== undefined) this.broker.arrive(this, segment);
      this.#deliver();
    };
    this.world.time.after(this.world.network.latencyMs(), tryToDeliver);
  }

  /** The broker has started anew meanwhile: its machine answers with RST. */
  #reachedNobody(): void {
    this.#outbox.length = 0;
    this.#isDelivering = false;
    this.closedByBroker();
  }

  #deliverBack(arrived: () => void): void {
    const deliver = (): void => {
      const cutMs = this.#cutForMs();
      if (cutMs > 0) this.world.time.after(cutMs + this.world.network.retransmitMs(), deliver);
      else if (this.#isOpen) this.process.run(() => (this.#isOpen ? arrived() : undefined));
    };
    this.world.time.after(this.world.network.latencyMs(), deliver);
  }

  /** The process was killed: its kernel delivers what it has, then FIN. */
  #orphan(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#orphanedAt = this.world.time.now;
    this.#push({ kind: 'END' });
  }

  #cutForMs(): number {
    return this.world.network.cutForMs(this.process.name, this.broker.name);
  }
}
