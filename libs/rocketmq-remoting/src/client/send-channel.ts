import { heartbeat } from '../apis/heartbeat.js';
import type { SendAnswer } from '../apis/send-answer.js';
import { sendBatch } from '../apis/send-batch.js';
import { sendMessageV2 } from '../apis/send-message-v2.js';
import { EncodedBatch } from '../message/batch-writer.js';
import type { ClientEventListener } from '../network/client-event.js';
import { Connection, type ConnectionOptions, type RequestOptions } from '../network/connection.js';
import { invoke } from '../network/invoke.js';
import { singleOf } from './send-form.js';
import { checkBatch, type BatchToSend } from './send-guard.js';

/** Brokers forget a client after 120 s without a heartbeat. */
const HEARTBEAT_MS = 30_000;

export interface SendChannelOptions {
  brokerName: string;
  /** `host:port` of the master. */
  address: string;
  producerGroup: string;
  clientId: string;
  connection: ConnectionOptions;
}

/**
 * A connection of its own to one master, on which a producer group is registered: as long as the broker lists the group, this
 * channel may still deliver; once it does not, nothing of it can arrive any more.
 */
export class SendChannel {
  readonly brokerName: string;
  readonly producerGroup: string;
  readonly clientId: string;
  readonly #connection: Connection;
  readonly #onEvent: ClientEventListener | undefined;
  readonly #heartbeats: NodeJS.Timeout;

  /** Connects and registers the group; resolves after the broker has confirmed it. */
  static async open(options: SendChannelOptions, request: RequestOptions = {}): Promise<SendChannel> {
    const { signal } = request;
    const connection = await Connection.open(options.address, {
      ...options.connection,
      ...(signal === undefined ? {} : { signal }),
    });
    const channel = new SendChannel(connection, options);
    try {
      await channel.#beat(request);
    } catch (error) {
      channel.reset();
      throw error;
    }
    return channel;
  }

  private constructor(connection: Connection, options: SendChannelOptions) {
    this.brokerName = options.brokerName;
    this.producerGroup = options.producerGroup;
    this.clientId = options.clientId;
    this.#connection = connection;
    this.#onEvent = options.connection.onEvent;
    this.#heartbeats = setInterval(() => this.#beatAgain(), HEARTBEAT_MS).unref();
    connection.onClose(() => clearInterval(this.#heartbeats));
  }

  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  /**
   * Sends messages to one queue; the broker appends all or none of them, in order, and no other between them. A message that
   * is too large for a batch by a batch's overhead alone goes in a single send, where that is stored the same. Resolves with
   * any answer. Rejects with `SendRefusedError` (nothing was written), or with `RequestTimeoutError` or `ConnectionClosedError`
   * (stored, not stored, or still on the way).
   */
  async sendBatch(batch: BatchToSend, options?: RequestOptions): Promise<SendAnswer> {
    const { topic, queueId, sysFlag, bornTimestamp } = batch;
    const encoded = { topic, queueId, sysFlag, bornTimestamp, entries: EncodedBatch.of(batch.entries) };
    checkBatch(encoded);
    const { producerGroup } = this;
    const single = singleOf(encoded);
    if (single === undefined)
      return await invoke(this.#connection, sendBatch, { ...encoded, producerGroup }, options);
    const { flag, body, properties } = single;
    return await invoke(
      this.#connection,
      sendMessageV2,
      {
        producerGroup,
        topic,
        queueId,
        sysFlag,
        bornTimestamp,
        flag,
        properties: properties.toString('utf8'),
        body,
      },
      options,
    );
  }

  /** Waits for the answers still due, then closes by FIN. */
  async close(): Promise<void> {
    clearInterval(this.#heartbeats);
    await this.#connection.close();
  }

  /** Closes by RST: bytes that have not left are dropped. Sends without an answer are rejected. */
  reset(): void {
    this.#connection.reset();
  }

  /** Called once when the channel is closed; with the error unless we closed it ourselves. */
  onClose(listener: (error?: Error) => void): void {
    this.#connection.onClose(listener);
  }

  #beat(options?: RequestOptions): Promise<void> {
    const request = { clientId: this.clientId, producerGroups: [this.producerGroup] };
    return invoke(this.#connection, heartbeat, request, options);
  }

  #beatAgain(): void {
    this.#beat().catch((error: unknown) => {
      const { address } = this.#connection;
      this.#onEvent?.({ type: 'HEARTBEAT_FAILED', address, producerGroup: this.producerGroup, error });
    });
  }
}
