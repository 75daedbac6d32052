import { randomBytes } from 'node:crypto';
import {
  ResponseError,
  type Credentials,
  type RequestOptions,
  type RocketmqClient,
} from '@slipstream/rocketmq-remoting';
import type { AccessControl } from './access-control.js';

/** Names of users that are ours: no other account is ever written or removed. */
const OWN_NAME = /^slipstream-[0-9a-f]{32}-[0-9a-f]{8}$/;

/** The rights of our accounts where there is plain ACL. */
const ONLY_PUBLISH = {
  whiteRemoteAddress: '',
  admin: false,
  defaultTopicPerm: 'PUB',
  defaultGroupPerm: 'DENY',
  topicPerms: [],
  groupPerms: [],
} as const;

/**
 * A new user's name and secret. Names are never used again, so that a request to create one that comes late cannot bring a
 * fenced one back.
 */
export function newUser(incarnationId: string): Credentials {
  const name = `slipstream-${incarnationId.replaceAll('-', '')}-${randomBytes(4).toString('hex')}`;
  return { accessKey: name, secretKey: randomBytes(24).toString('base64url') };
}

/**
 * Our users at the brokers of one cluster. Where a broker refuses, the answer is false; a broker that cannot be reached, or
 * does not answer, throws.
 */
export class OwnUsers {
  constructor(private readonly accounts: RocketmqClient['accounts']) {}

  create(
    brokerName: string,
    control: AccessControl,
    user: Credentials,
    options: RequestOptions,
  ): Promise<boolean> {
    const { accessKey, secretKey } = user;
    checkOwn(accessKey);
    return answered(async () => {
      if (control.kind === 'PLAIN')
        return this.accounts.putPlain(brokerName, { ...ONLY_PUBLISH, accessKey, secretKey }, options);
      await this.accounts.createUser(brokerName, { username: accessKey, password: secretKey }, options);
      if (control.checksRights) await this.accounts.allowPublish(brokerName, accessKey, options);
    });
  }

  /** After this no request in its name is served. 4.x has nothing between serving and removing an account. */
  async disable(
    brokerName: string,
    control: AccessControl,
    name: string,
    options: RequestOptions,
  ): Promise<boolean> {
    checkOwn(name);
    if (control.kind !== 'PLAIN' && control.kind !== 'AUTH') return false;
    return answered(() =>
      control.kind === 'PLAIN'
        ? this.accounts.deletePlain(brokerName, name, options)
        : this.accounts.disableUser(brokerName, name, options),
    );
  }

  async remove(
    brokerName: string,
    control: AccessControl,
    name: string,
    options: RequestOptions = {},
  ): Promise<boolean> {
    checkOwn(name);
    if (control.kind !== 'PLAIN' && control.kind !== 'AUTH') return false;
    return answered(() =>
      control.kind === 'PLAIN'
        ? this.accounts.deletePlain(brokerName, name, options)
        : this.accounts.deleteUser(brokerName, name, options),
    );
  }
}

/** True for a name that only our users have. */
export function isOwnUser(name: string): boolean {
  return OWN_NAME.test(name);
}

function checkOwn(name: string): void {
  if (!isOwnUser(name)) throw new Error(`${name} is no user of ours`);
}

async function answered(call: () => Promise<void>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (error instanceof ResponseError) return false;
    throw error;
  }
}
