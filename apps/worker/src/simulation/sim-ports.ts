import type {
  Incarnation,
  OffsetRange,
  PullOutcome,
  QueueReader,
  QueueRef,
  TargetBroker,
  TargetChannel,
} from '@slipstream/replication';
import { PortError } from '@slipstream/replication';
import { makeReason } from '@slipstream/shared';
import { call, type CallRoute } from './sim-call.js';
import { SimConnection, type ConnectionWorld } from './sim-connection.js';
import type { SimBroker } from './sim-broker.js';
import type { SimDatabase } from './sim-database.js';
import type { SimProcess } from './sim-process.js';

const REQUEST_TIMEOUT_MS = 3_000;
const HOLD_GRACE_MS = 10_000;

/** Which replica a reader reads; production always reads masters. */
export type Replica = 'MASTER' | 'SLAVE';

/** Reads queues of a simulated cluster from one process. */
export class SimQueueReader implements QueueReader {
  constructor(
    private readonly process: SimProcess,
    private readonly brokers: ReadonlyMap<string, SimBroker>,
    private readonly world: ConnectionWorld,
    private readonly replica: Replica,
  ) {}

  pull(ref: QueueRef, request: Parameters<QueueReader['pull']>[1]): Promise<PullOutcome> {
    const { offset, waitMs, signal } = request;
    const route = this.#route(ref);
    const { broker } = route;
    const look = (): PullOutcome => {
      const range = this.#range(broker, ref);
      if (offset < range.minOffset || offset > range.maxOffset) return { kind: 'OUT_OF_RANGE', ...range };
      const messages = broker.read(ref.topic, ref.queueId, offset).slice(0, range.maxOffset - offset);
      return messages.length === 0
        ? { kind: 'NOTHING', nextOffset: offset, ...range }
        : { kind: 'MESSAGES', messages, nextOffset: offset + messages.length, ...range };
    };
    return call<PullOutcome>(
      route,
      (reply) => {
        const first = look();
        if (first.kind !== 'NOTHING' || waitMs === 0) return reply(first);
        let isAnswered = false;
        let off = (): void => undefined;
        const answer = (): void => {
          if (isAnswered) return;
          isAnswered = true;
          off();
          reply(look());
        };
        // Held until the queue is past the asked offset, even when it has become another queue meanwhile.
        const wait = (): void => {
          off = broker.onDispatch(ref.topic, ref.queueId, () => {
            if (this.#range(broker, ref).maxOffset > offset) answer();
            else if (!isAnswered) wait();
          });
        };
        wait();
        this.world.time.after(waitMs, () => broker.process.run(answer));
      },
      waitMs > 0 ? waitMs + HOLD_GRACE_MS : REQUEST_TIMEOUT_MS,
      signal,
    );
  }

  range(ref: QueueRef, signal?: AbortSignal): Promise<OffsetRange> {
    const route = this.#route(ref);
    return call(route, (reply) => reply(this.#range(route.broker, ref)), REQUEST_TIMEOUT_MS, signal);
  }

  #range(broker: SimBroker, { topic, queueId }: QueueRef): OffsetRange {
    const { minOffset, maxOffset } = broker.range(topic, queueId);
    const lag = this.replica === 'SLAVE' ? broker.slaveLag : 0;
    return { minOffset, maxOffset: Math.max(minOffset, maxOffset - lag) };
  }

  #route({ brokerName }: QueueRef): CallRoute {
    return routeTo(this.process, this.brokers, brokerName, this.world);
  }
}

/** What target brokers of a world share. */
export interface TargetWorld extends ConnectionWorld {
  database: SimDatabase;
  /** Chance that a connection gets a target user of its own: users can be managed there. */
  ownUserChance: number;
  random: () => number;
}

/** A simulated target broker as one worker process reaches it. */
export class SimTargetBroker implements TargetBroker {
  readonly barrierTopic: string;

  constructor(
    private readonly process: SimProcess,
    private readonly broker: SimBroker,
    private readonly world: TargetWorld,
  ) {
    this.barrierTopic = broker.barrierTopic;
  }

  get brokerName(): string {
    return this.broker.name;
  }

  async openChannel(
    { id, producerGroup }: Incarnation,
    clientId: string,
    signal?: AbortSignal,
  ): Promise<TargetChannel> {
    const { process, broker, world } = this;
    const user = world.random() < world.ownUserChance ? `user-${clientId}` : null;
    // Written down before it is made: whoever takes over has to know of it.
    await this.#database(world.database.noteUser(process, id, broker.name, user));
    const connection = await call<SimConnection>(
      this.#route(),
      (reply) => reply(new SimConnection(clientId, user, id, process, broker, world)),
      REQUEST_TIMEOUT_MS,
      signal,
    );
    const answer = await connection.heartbeat(producerGroup);
    if (answer.kind === 'ANSWERED') return connection;
    connection.reset();
    throw new PortError(
      makeReason('BROKER_UNREACHABLE', 'CONNECT', { subject: this.brokerName, said: answer.said }),
      false,
    );
  }

  usersOf({ id }: Incarnation): Promise<readonly string[] | null> {
    return this.#database(this.world.database.usersOf(this.process, id, this.broker.name));
  }

  disableUser(user: string, signal?: AbortSignal): Promise<boolean> {
    const { broker } = this;
    const disable = (reply: (value: boolean) => void): void => {
      broker.disableUser(user);
      reply(true);
    };
    return call(this.#route(), disable, REQUEST_TIMEOUT_MS, signal);
  }

  refusesUser(user: string, signal?: AbortSignal): Promise<boolean> {
    const { broker } = this;
    return call(this.#route(), (reply) => reply(broker.refusesUser(user)), REQUEST_TIMEOUT_MS, signal);
  }

  forgetUser(): Promise<void> {
    return Promise.resolve();
  }

  producerClientIds(producerGroup: string, signal?: AbortSignal): Promise<readonly string[] | null> {
    const { broker } = this;
    return call(
      this.#route(),
      (reply) => reply(broker.producerClientIds(producerGroup)),
      REQUEST_TIMEOUT_MS,
      signal,
    );
  }

  maxOffset(topic: string, queueId: number, signal?: AbortSignal): Promise<number> {
    const { broker } = this;
    return call(
      this.#route(),
      (reply) => reply(broker.range(topic, queueId).maxOffset),
      REQUEST_TIMEOUT_MS,
      signal,
    );
  }

  async #database<T>(query: Promise<T>): Promise<T> {
    try {
      return await query;
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      throw new PortError(makeReason('INTERNAL', 'RECOVER', { subject: 'postgres', said }), false);
    }
  }

  #route(): CallRoute {
    const { process, broker } = this;
    const { network, time } = this.world;
    return { process, broker, network, time };
  }
}

function routeTo(
  process: SimProcess,
  brokers: ReadonlyMap<string, SimBroker>,
  brokerName: string,
  { network, time }: ConnectionWorld,
): CallRoute {
  const broker = brokers.get(brokerName);
  if (broker === undefined) throw new Error(`no broker ${brokerName}`);
  return { process, broker, network, time };
}
