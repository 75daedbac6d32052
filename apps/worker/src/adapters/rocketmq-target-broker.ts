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
  RESPONSE_CODE,
  ResponseError,
  type RocketmqClient,
  type SendChannel,
} from '@slipstream/rocketmq-remoting';
import { remotingFailure } from './remoting-reasons.js';

/** The master of one real target broker. */
export class RocketmqTargetBroker implements TargetBroker {
  /** Each broker keeps a topic named like itself, writable and readable on every version (facts §5). */
  readonly barrierTopic: string;

  constructor(
    private readonly client: Pick<RocketmqClient, 'openSendChannel' | 'producerConnections' | 'range'>,
    /** Registered cluster's name, for reasons. */
    private readonly cluster: string,
    readonly brokerName: string,
  ) {
    this.barrierTopic = brokerName;
  }

  openChannel(
    { producerGroup }: Incarnation,
    clientId: string,
    signal?: AbortSignal,
  ): Promise<TargetChannel> {
    return this.#call(
      async () =>
        new RocketmqTargetChannel(
          await this.client.openSendChannel(this.brokerName, { producerGroup, clientId }, { signal }),
        ),
    );
  }

  /** All channels send with the cluster's own account. */
  usersOf(): Promise<null> {
    return Promise.resolve(null);
  }

  disableUser(): Promise<boolean> {
    return Promise.resolve(false);
  }

  refusesUser(): Promise<boolean> {
    return Promise.resolve(false);
  }

  forgetUser(): Promise<void> {
    return Promise.resolve();
  }

  producerClientIds(producerGroup: string, signal?: AbortSignal): Promise<readonly string[] | null> {
    return this.#call(async () => {
      try {
        const connections = await this.client.producerConnections(this.brokerName, producerGroup, { signal });
        return connections.map((connection) => connection.clientId);
      } catch (error) {
        if (error instanceof ResponseError && error.responseCode === RESPONSE_CODE.REQUEST_CODE_NOT_SUPPORTED)
          return null;
        throw error;
      }
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
  readonly user = null;

  constructor(
    private readonly channel: Pick<SendChannel, 'clientId' | 'isOpen' | 'sendBatch' | 'close' | 'reset'>,
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

const NOT_SENT: ReadonlySet<string> = new Set(['MESSAGE_FORMAT', 'SEND_REFUSED']);
