import { randomBytes } from 'node:crypto';
import type { Credentials } from '../acl/sign.js';
import { allowPublish } from '../apis/allow-publish.js';
import { createUser } from '../apis/create-user.js';
import { deletePlainAccount } from '../apis/delete-plain-account.js';
import { deleteUser } from '../apis/delete-user.js';
import { disableUser, isUserAbsent } from '../apis/disable-user.js';
import { putPlainAccount, type PlainAccount } from '../apis/put-plain-account.js';
import { sendBatch } from '../apis/send-batch.js';
import type { SendAnswer } from '../apis/send-answer.js';
import type { RequestOptions } from '../network/connection.js';
import type { BrokerCaller } from './broker-caller.js';

/**
 * Accounts of clusters with access control: 4.x plain ACL (4.5.2 to 5.3.2) and 5.x users (from 5.3.0). Each broker keeps its
 * own; all calls throw `ResponseError` when the broker refuses.
 */
export class Accounts {
  readonly #brokers: BrokerCaller;

  constructor(brokers: BrokerCaller) {
    this.#brokers = brokers;
  }

  /** 4.x: creates an account, or overwrites it. */
  putPlain(brokerName: string, account: PlainAccount, options?: RequestOptions): Promise<void> {
    return this.#brokers.call(brokerName, putPlainAccount, account, options);
  }

  /** 4.x: one that is not there is no error. */
  deletePlain(brokerName: string, accessKey: string, options?: RequestOptions): Promise<void> {
    return this.#brokers.call(brokerName, deletePlainAccount, { accessKey }, options);
  }

  /** 5.x: creates a user, which has no right at first. An existing name is an error. */
  createUser(
    brokerName: string,
    user: Pick<Credentials, 'accessKey' | 'secretKey'>,
    options?: RequestOptions,
  ): Promise<void> {
    return this.#brokers.call(brokerName, createUser, user, options);
  }

  /** 5.x: lets a user publish to every topic, and nothing else. */
  allowPublish(brokerName: string, username: string, options?: RequestOptions): Promise<void> {
    return this.#brokers.call(brokerName, allowPublish, { username }, options);
  }

  /** 5.x: one that is not there is no error. */
  async disableUser(brokerName: string, username: string, options?: RequestOptions): Promise<void> {
    try {
      await this.#brokers.call(brokerName, disableUser, { username }, options);
    } catch (error) {
      if (!isUserAbsent(error)) throw error;
    }
  }

  /** 5.x: with its policies; one that is not there is no error. */
  deleteUser(brokerName: string, username: string, options?: RequestOptions): Promise<void> {
    return this.#brokers.call(brokerName, deleteUser, { username }, options);
  }

  /**
   * Sends a message in the name of an account whose secret nobody knows. Brokers look at the account before they look at the
   * signature, so the refusal says whether it is served at all. A broker that lets us in stores the message.
   *
   * @param topic takes a message without harm
   */
  knock(
    brokerName: string,
    accessKey: string,
    topic: string,
    options: RequestOptions = {},
  ): Promise<SendAnswer> {
    const request = { producerGroup: accessKey, topic, queueId: 0, sysFlag: 0, bornTimestamp: Date.now() };
    const entries = [{ flag: 0, body: Buffer.from('knock'), properties: Buffer.alloc(0) }];
    const credentials = { accessKey, secretKey: randomBytes(24).toString('base64url') };
    return this.#brokers.call(brokerName, sendBatch, { ...request, entries }, { ...options, credentials });
  }
}
