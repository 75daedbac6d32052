import {
  AbortedError,
  type Incarnation,
  type SendAnswer,
  type TargetBroker,
  type TargetChannel,
  type WireBatch,
} from '@slipstream/replication';
import {
  RemotingError,
  RequestAbortedError,
  type RocketmqClient,
  type SendChannel,
} from '@slipstream/rocketmq-remoting';
import type { TargetUsers } from '../fence/target-users.js';
import { remotingFailure } from './remoting-reasons.js';

/** The master of one real target broker. */
export class RocketmqTargetBroker implements TargetBroker {
  /** Each broker keeps a topic named like itself, writable and readable on every version (facts §5). */
  readonly barrierTopic: string;

  constructor(
    private readonly client: Pick<RocketmqClient, 'producerConnections' | 'range'>,
    /** Registered cluster's name, for reasons. */
    private readonly cluster: string,
    readonly brokerName: string,
    private readonly users: TargetUsers,
  ) {
    this.barrierTopic = brokerName;
  }

  openChannel(incarnation: Incarnation, clientId: string, signal?: AbortSignal): Promise<TargetChannel> {
    return this.#call(async () => {
      const { channel, user } = await this.users.open(this.brokerName, incarnation, clientId, { signal });
      return new RocketmqTargetChannel(channel, user);
    });
  }

  usersOf({ id }: Incarnation): Promise<readonly string[] | null> {
    return this.users.usersOf(this.brokerName, id);
  }

  disableUser(user: string, signal?: AbortSignal): Promise<boolean> {
    return this.#call(() => this.users.disable(this.brokerName, user, { signal }));
  }

  refusesUser(user: string, signal?: AbortSignal): Promise<boolean> {
    return this.#call(() => this.users.refuses(this.brokerName, user, { signal }));
  }

  forgetUser(user: string): Promise<void> {
    return this.#call(() => this.users.forget(this.brokerName, user));
  }

  producerClientIds(producerGroup: string, signal?: AbortSignal): Promise<readonly string[] | null> {
    return this.#call(async () => {
      if (!this.users.listsConnections(this.brokerName)) return null;
      const connections = await this.client.producerConnections(this.brokerName, producerGroup, { signal });
      return connections.map((connection) => connection.clientId);
    });
  }

  maxOffset(topic: string, queueId: number, signal?: AbortSignal): Promise<number> {
    return this.#call(
      async () =>
        (await this.client.range({ topic, brokerName: this.brokerName, queueId }, { signal })).maxOffset,
    );
  }

  async #call<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof RequestAbortedError) throw new AbortedError();
      throw remotingFailure(error, {
        cluster: this.cluster,
        side: 'TARGET',
        step: 'WRITE',
        subject: this.brokerName,
      });
    }
  }
}

/** One send connection; its failures are answers, for the engine has to tell apart what they prove. */
export class RocketmqTargetChannel implements TargetChannel {
  constructor(
    private readonly channel: Pick<SendChannel, 'clientId' | 'isOpen' | 'sendBatch' | 'close' | 'reset'>,
    readonly user: string | null,
  ) {}

  get clientId(): string {
    return this.channel.clientId;
  }

  get isOpen(): boolean {
    return this.channel.isOpen;
  }

  async send(batch: WireBatch): Promise<SendAnswer> {
    try {
      const { responseCode, remark, queueOffset } = await this.channel.sendBatch(batch);
      return { kind: 'ANSWERED', responseCode, remark, queueOffset };
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      return { kind: wasRefusedByUs(error) ? 'NOT_SENT' : 'UNKNOWN', said };
    }
  }

  close(): Promise<void> {
    return this.channel.close();
  }

  reset(): void {
    this.channel.reset();
  }
}

/** True for what the channel refuses before it writes a byte. Anything that is not known to be so counts as sent. */
function wasRefusedByUs(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof RemotingError && NOT_SENT.has(error.code));
}

const NOT_SENT: ReadonlySet<string> = new Set(['MESSAGE_FORMAT', 'SEND_REFUSED', 'FRAME_TOO_LARGE']);
