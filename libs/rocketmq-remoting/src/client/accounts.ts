import { randomBytes } from 'node:crypto';
import type { AuthUser, AuthUserChange, NewAuthUser } from '../apis/auth-user.js';
import type { SubjectPolicies } from '../apis/auth-policy.js';
import { createUser } from '../apis/create-user.js';
import type { Api } from '../apis/define-api.js';
import { deletePlainAccount } from '../apis/delete-plain-account.js';
import { arePoliciesAbsent, deletePolicies, type PoliciesToDelete } from '../apis/delete-policies.js';
import { deleteUser } from '../apis/delete-user.js';
import { getBrokerConfig } from '../apis/get-broker-config.js';
import { getPlainVersion } from '../apis/get-plain-version.js';
import { getUser } from '../apis/get-user.js';
import type { DataVersion } from '../apis/lazy-table.js';
import { listPlainAccounts, type PlainAccounts } from '../apis/list-plain-accounts.js';
import { listPolicies, type AuthPolicies } from '../apis/list-policies.js';
import { listUsers, type AuthUsers } from '../apis/list-users.js';
import type { PlainAccount } from '../apis/plain-account.js';
import { putPlainAccount } from '../apis/put-plain-account.js';
import { createPolicies, updatePolicies } from '../apis/put-policies.js';
import { sendBatch } from '../apis/send-batch.js';
import type { SendAnswer } from '../apis/send-answer.js';
import { isUserAbsent, updateUser } from '../apis/update-user.js';
import { NotSupportedError, RequestTimeoutError } from '../errors.js';
import type { RequestOptions } from '../network/connection.js';
import { accessControlOf, type AccessControlKind } from './access-control.js';
import type { BrokerCaller } from './broker-caller.js';

/**
 * Accounts of clusters with access control: plain ACL (4.5.2 to 5.3.2) and 5.x users with their policies (from 5.3.0). Each
 * broker keeps its own; all calls throw `ResponseError` when the broker refuses, and no error repeats a secret. Where a broker
 * does not have a call, `isNotSupported` tells so of the error; but ask `kind` first: 4.x says nothing to a call that it does not
 * have, and a time-out on a silent connection ends the other calls on it as well.
 */
export class Accounts {
  readonly #brokers: BrokerCaller;

  constructor(brokers: BrokerCaller) {
    this.#brokers = brokers;
  }

  /** What access control the broker has, by its settings. */
  async kind(brokerName: string, options?: RequestOptions): Promise<AccessControlKind> {
    return accessControlOf(await this.#brokers.call(brokerName, getBrokerConfig, undefined, options));
  }

  /** Plain ACL: all accounts with their secrets. 4.6.0 to 4.9.7 and 5.0.0 to 5.1.4 only: others with plain ACL keep them to themselves. */
  listPlain(brokerName: string, options?: RequestOptions): Promise<PlainAccounts> {
    return this.#ask(brokerName, listPlainAccounts, undefined, options);
  }

  /**
   * Plain ACL: another one = accounts or white addresses were changed. An equal one proves that nothing changed on 4.9.3 to 4.9.8
   * only; elsewhere the fingerprint of `listPlain` does.
   */
  plainVersion(brokerName: string, options?: RequestOptions): Promise<DataVersion> {
    return this.#ask(brokerName, getPlainVersion, undefined, options);
  }

  /** Plain ACL: creates an account, or overwrites it whole. */
  putPlain(brokerName: string, account: PlainAccount, options?: RequestOptions): Promise<void> {
    return this.#brokers.call(brokerName, putPlainAccount, account, options);
  }

  /** Plain ACL: one that is not there is no error. */
  deletePlain(brokerName: string, accessKey: string, options?: RequestOptions): Promise<void> {
    return this.#brokers.call(brokerName, deletePlainAccount, { accessKey }, options);
  }

  /** 5.x: all users with their passwords. */
  listUsers(brokerName: string, options?: RequestOptions): Promise<AuthUsers> {
    return this.#ask(brokerName, listUsers, undefined, options);
  }

  /** 5.x: null when there is none of this name. */
  getUser(brokerName: string, username: string, options?: RequestOptions): Promise<AuthUser | null> {
    return this.#ask(brokerName, getUser, { username }, options);
  }

  /** 5.x: creates a user, which has no right at first. An existing name is an error. */
  createUser(brokerName: string, user: NewAuthUser, options?: RequestOptions): Promise<void> {
    return this.#brokers.call(brokerName, createUser, user, options);
  }

  /** 5.x: what the change does not say stays. A user that is not there is an error. */
  updateUser(brokerName: string, change: AuthUserChange, options?: RequestOptions): Promise<void> {
    return this.#brokers.call(brokerName, updateUser, change, options);
  }

  /** 5.x: one that is not there is no error. */
  async disableUser(brokerName: string, username: string, options?: RequestOptions): Promise<void> {
    try {
      await this.updateUser(brokerName, { username, userStatus: 'disable' }, options);
    } catch (error) {
      if (!isUserAbsent(error)) throw error;
    }
  }

  /** 5.x: with its policies; one that is not there is no error. */
  deleteUser(brokerName: string, username: string, options?: RequestOptions): Promise<void> {
    return this.#brokers.call(brokerName, deleteUser, { username }, options);
  }

  /** 5.x: the policies of all users that have any. */
  listPolicies(brokerName: string, options?: RequestOptions): Promise<AuthPolicies> {
    return this.#ask(brokerName, listPolicies, undefined, options);
  }

  /** 5.x: as `updatePolicies`; it is the same to brokers. */
  createPolicies(brokerName: string, policies: SubjectPolicies, options?: RequestOptions): Promise<void> {
    return this.#brokers.call(brokerName, createPolicies, policies, options);
  }

  /** 5.x: each entry replaces the one of its type and resource; all others stay. The user must exist. */
  updatePolicies(brokerName: string, policies: SubjectPolicies, options?: RequestOptions): Promise<void> {
    return this.#brokers.call(brokerName, updatePolicies, policies, options);
  }

  /** 5.x: what is not there is no error. */
  async deletePolicies(brokerName: string, which: PoliciesToDelete, options?: RequestOptions): Promise<void> {
    try {
      await this.#brokers.call(brokerName, deletePolicies, which, options);
    } catch (error) {
      if (!arePoliciesAbsent(error)) throw error;
    }
  }

  /** 5.x: lets a user publish to every topic, and nothing else. */
  allowPublish(brokerName: string, username: string, options?: RequestOptions): Promise<void> {
    const entry = { resource: 'Topic:*', actions: ['Pub'], sourceIps: [], decision: 'Allow' };
    const policies = [{ policyType: 'Custom', entries: [entry] }];
    return this.createPolicies(brokerName, { subject: `User:${username}`, policies }, options);
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

  /** A question that changes nothing. Brokers that do not have it may say nothing at all, which only a second question tells. */
  async #ask<Request, Response>(
    brokerName: string,
    api: Api<Request, Response>,
    request: Request,
    options: RequestOptions = {},
  ): Promise<Response> {
    try {
      return await this.#brokers.call(brokerName, api, request, options);
    } catch (error) {
      if (!(error instanceof RequestTimeoutError)) throw error;
      await this.#brokers.call(brokerName, getBrokerConfig, undefined, options);
      throw new NotSupportedError({ address: error.address, requestCode: api.code, cause: error });
    }
  }
}
