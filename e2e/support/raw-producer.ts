import { Connection, REQUEST_CODE, type RocketmqClient } from '@slipstream/rocketmq-remoting';
import { EncodedBatch, type BatchEntry } from '@slipstream/rocketmq-remoting/message';

/** AccessKey and SecretKey of an account. */
export interface Account {
  accessKey: string;
  secretKey: string;
}

/** A message as no client of RocketMQ would send it: every field as it is given. */
export interface RawMessage {
  topic: string;
  queueId?: number;
  sysFlag?: number;
  flag?: number;
  /** `key 0x01 value 0x02 ...`; has to be UTF-8 in a single send. */
  properties?: Buffer;
  body?: Buffer;
}

/** Sends to one broker whatever it is given, with none of the checks of a client. Rejects when the broker refuses. */
export class RawProducer {
  readonly #connection: Connection;

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @param address `127.0.0.1:port` or `[::1]:port` of the broker; absent: the cluster's first */
  static async open(client: RocketmqClient, account?: Account, address?: string): Promise<RawProducer> {
    const [brokerName] = (await client.clusterInfo()).brokers.keys();
    if (brokerName === undefined) throw new Error('the cluster has no broker');
    const options = { requestTimeoutMs: 20_000, ...(account === undefined ? {} : { credentials: account }) };
    return new RawProducer(
      await Connection.open(address ?? (await client.masterAddress(brokerName)), options),
    );
  }

  /** A single send: the broker gives DELAY, TRAN_MSG and the like their meaning. */
  single(message: RawMessage): Promise<void> {
    return this.#send(message, REQUEST_CODE.SEND_MESSAGE_V2, false, message.body ?? Buffer.from('raw'), {
      i: (message.properties ?? Buffer.alloc(0)).toString('utf8'),
      h: message.flag ?? 0,
    });
  }

  /** A batch: properties are stored as they are, whatever bytes they are. */
  batch(message: Pick<RawMessage, 'topic' | 'queueId' | 'sysFlag'>, entries: BatchEntry[]): Promise<void> {
    return this.#send(message, REQUEST_CODE.SEND_BATCH_MESSAGE, true, EncodedBatch.of(entries).bytes, {
      h: 0,
    });
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #send(
    { topic, queueId = 0, sysFlag = 0 }: Pick<RawMessage, 'topic' | 'queueId' | 'sysFlag'>,
    code: number,
    isBatch: boolean,
    body: Buffer,
    more: Record<string, string | number>,
  ): Promise<void> {
    const extFields = {
      a: 'raw-producer',
      b: topic,
      c: '',
      d: 4,
      e: queueId,
      f: sysFlag,
      g: Date.now(),
      j: 0,
      k: false,
      m: isBatch,
      ...more,
    };
    const answer = await this.#connection.request({ code, extFields, body });
    if (answer.code !== 0) throw new Error(`the broker answered ${answer.code}: ${answer.remark ?? ''}`);
  }
}
