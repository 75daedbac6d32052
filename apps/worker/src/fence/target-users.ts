import { chooseFence, isUserRefusal, type FenceEvidence, type Incarnation } from '@slipstream/replication';
import {
  isAuthenticationError,
  isPermissionError,
  RESPONSE_CODE,
  ResponseError,
  type Credentials,
  type RequestOptions,
  type RocketmqClient,
  type SendChannel,
} from '@slipstream/rocketmq-remoting';
import { readAccessControl, type AccessControl } from './access-control.js';
import type { FenceStore } from './fence-store.js';
import { newUser, OwnUsers } from './own-users.js';

/** What the users of a target cluster are managed with. */
export interface TargetUsersOptions {
  client: Pick<
    RocketmqClient,
    'accounts' | 'brokerConfig' | 'clusterInfo' | 'openSendChannel' | 'producerConnections' | 'runtimeInfo'
  >;
  /** Row id. */
  clusterId: string;
  /** The cluster is registered with an account. */
  hasAccount: boolean;
  store: FenceStore;
  onTrouble: (what: string, error: unknown) => void;
}

/** A connection that was opened, and in whose name it sends. */
export interface OpenedChannel {
  channel: SendChannel;
  user: string | null;
}

/** What an attempt to give a connection a user of its own came to. */
interface OwnChannel {
  channel: SendChannel | null;
  madeUser: boolean;
  refusedWrongSecret: boolean | null;
}

/** Gives connections to a target cluster users of their own where that can be, and takes them away again (F1, ADR 0005). */
export class TargetUsers {
  readonly #own: OwnUsers;
  readonly #controls = new Map<string, AccessControl>();
  readonly #lists = new Map<string, boolean>();
  readonly #tidied = new Set<string>();

  constructor(private readonly options: TargetUsersOptions) {
    this.#own = new OwnUsers(options.client.accounts);
  }

  /** False once a broker was seen not to list our own connection: what it says of others is worth nothing then. */
  listsConnections(brokerName: string): boolean {
    return this.#lists.get(brokerName) !== false;
  }

  /** Opens a connection, with a user of its own if the broker is found to check it on every request. */
  async open(
    brokerName: string,
    incarnation: Incarnation,
    clientId: string,
    request: RequestOptions,
  ): Promise<OpenedChannel> {
    const { client, clusterId, hasAccount, store } = this.options;
    const { producerGroup } = incarnation;
    // Looked at anew for each connection: settings change with a broker's restart.
    this.#controls.delete(brokerName);
    const control: AccessControl = hasAccount
      ? await this.#accessControl(brokerName, request)
      : { kind: 'OFF', checksRights: false };
    const evidence: FenceEvidence = {
      hasAccount,
      accessControl: control.kind,
      madeUser: null,
      refusedWrongSecret: null,
      listsConnections: true,
    };
    if (control.kind === 'PLAIN' || control.kind === 'AUTH') {
      const user = newUser(incarnation.id);
      await store.addChannel({
        workerId: incarnation.id,
        clusterId,
        broker: brokerName,
        username: user.accessKey,
      });
      const own = await this.#openAs(user, brokerName, control, { producerGroup, clientId }, request);
      Object.assign(evidence, { madeUser: own.madeUser, refusedWrongSecret: own.refusedWrongSecret });
      if (own.channel !== null) {
        await this.#decide(brokerName, own.channel, evidence, request);
        void this.#tidy(brokerName);
        return { channel: own.channel, user: user.accessKey };
      }
    }
    if (hasAccount)
      await store.addChannel({ workerId: incarnation.id, clusterId, broker: brokerName, username: null });
    const channel = await client.openSendChannel(brokerName, { producerGroup, clientId }, request);
    await this.#decide(brokerName, channel, evidence, request);
    return { channel, user: null };
  }

  /** Users in whose names an incarnation may still send; null when only another fence proves anything. */
  async usersOf(brokerName: string, incarnationId: string): Promise<readonly string[] | null> {
    const { hasAccount, store, clusterId } = this.options;
    return hasAccount ? store.usersOf(incarnationId, clusterId, brokerName) : null;
  }

  /** False when the broker does not let us. */
  async disable(brokerName: string, user: string, request: RequestOptions): Promise<boolean> {
    return this.#own.disable(brokerName, await this.#accessControl(brokerName, request), user, request);
  }

  /** True only when the broker refuses the user as such: it looks at it before it looks at the signature. */
  async refuses(brokerName: string, user: string, request: RequestOptions): Promise<boolean> {
    // To the broker's own topic, as barriers go: harmless, should the broker let us in.
    const answer = await this.options.client.accounts.knock(brokerName, user, brokerName, request);
    return isUserRefusal({ kind: 'ANSWERED', ...answer });
  }

  /** Removes a user in whose name nothing can be sent any more; one that cannot be removed now is a leftover. */
  async forget(brokerName: string, user: string): Promise<void> {
    const control = await this.#accessControl(brokerName, {});
    if (await this.#own.remove(brokerName, control, user)) await this.options.store.markRemoved(user);
  }

  async #openAs(
    user: Credentials,
    brokerName: string,
    control: AccessControl,
    names: { producerGroup: string; clientId: string },
    request: RequestOptions,
  ): Promise<OwnChannel> {
    const madeUser = await this.#own.create(brokerName, control, user, request);
    let refusedWrongSecret: boolean | null = null;
    if (madeUser) {
      const channel = await this.#openSigned(user, brokerName, names, request);
      try {
        refusedWrongSecret = channel !== null && (await refusesWrongSecret(channel, user, request));
        if (channel !== null && refusedWrongSecret) return { channel, madeUser, refusedWrongSecret };
      } catch (error) {
        channel?.reset();
        throw error;
      }
      // Nothing but a heartbeat and a knock were on it.
      channel?.reset();
    }
    await this.forget(brokerName, user.accessKey).catch((error: unknown) =>
      this.options.onTrouble('remove a user', error),
    );
    return { channel: null, madeUser, refusedWrongSecret };
  }

  /** Null when the broker does not serve the user that it has just created. */
  async #openSigned(
    credentials: Credentials,
    brokerName: string,
    names: { producerGroup: string; clientId: string },
    request: RequestOptions,
  ): Promise<SendChannel | null> {
    try {
      return await this.options.client.openSendChannel(brokerName, { ...names, credentials }, request);
    } catch (error) {
      if (isAuthenticationError(error) || isPermissionError(error)) return null;
      throw error;
    }
  }

  async #decide(
    brokerName: string,
    channel: SendChannel,
    evidence: FenceEvidence,
    request: RequestOptions,
  ): Promise<void> {
    const { store, clusterId, onTrouble } = this.options;
    try {
      const listsConnections = await this.#listsOurs(brokerName, channel, request);
      this.#lists.set(brokerName, listsConnections);
      const choice = chooseFence({ ...evidence, listsConnections });
      await store
        .choose({ ...choice, clusterId, broker: brokerName })
        .catch((error: unknown) => onTrouble('keep which fence a broker allows', error));
    } catch (error) {
      channel.reset();
      throw error;
    }
  }

  async #listsOurs(brokerName: string, channel: SendChannel, request: RequestOptions): Promise<boolean> {
    try {
      const listed = await this.options.client.producerConnections(
        brokerName,
        channel.producerGroup,
        request,
      );
      return listed.some(({ clientId }) => clientId === channel.clientId);
    } catch (error) {
      if (isPermissionError(error) || isNotSupported(error)) return false;
      throw error;
    }
  }

  async #accessControl(brokerName: string, request: RequestOptions): Promise<AccessControl> {
    const known = this.#controls.get(brokerName);
    if (known !== undefined) return known;
    const { client } = this.options;
    const config = await client.brokerConfig(brokerName, request);
    const runtime = await client.runtimeInfo(brokerName, request);
    let control = readAccessControl(config, runtime.get('brokerVersionDesc') ?? '');
    if (control.kind === 'PLAIN' && (await this.#sharesAclFile(brokerName, config, request)))
      control = { ...control, kind: 'OTHER' };
    this.#controls.set(brokerName, control);
    return control;
  }

  /**
   * Brokers of one home on one machine write one plain_acl.yml: what one of them writes at the same moment can bring back an
   * account that the other has just deleted.
   */
  async #sharesAclFile(
    brokerName: string,
    config: ReadonlyMap<string, string>,
    request: RequestOptions,
  ): Promise<boolean> {
    const { client } = this.options;
    const { brokers } = await client.clusterInfo(request);
    // As they give them out: behind an address map many machines may have one address.
    const machineOf = (name: string): string => hostOf(brokers.get(name)?.addresses.get(0) ?? '');
    for (const other of brokers.keys()) {
      if (other === brokerName || machineOf(other) !== machineOf(brokerName)) continue;
      const { rocketmqHome } = Object.fromEntries(await client.brokerConfig(other, request));
      if (rocketmqHome === config.get('rocketmqHome')) return true;
    }
    return false;
  }

  /** Removes, once, what workers that ended had to leave. */
  async #tidy(brokerName: string): Promise<void> {
    const { store, clusterId, onTrouble } = this.options;
    if (this.#tidied.has(brokerName)) return;
    this.#tidied.add(brokerName);
    try {
      for (const user of await store.leftovers(clusterId, brokerName)) await this.forget(brokerName, user);
    } catch (error) {
      onTrouble('remove users that are left over', error);
    }
  }
}

/**
 * On the very connection that is to be used, and after a request with the right secret: a white list or a cache of who was let
 * in would let the wrong one in as well, and would go on to serve a user that was disabled.
 */
async function refusesWrongSecret(
  channel: SendChannel,
  user: Credentials,
  request: RequestOptions,
): Promise<boolean> {
  const entries = [{ flag: 0, body: Buffer.from('knock'), properties: Buffer.alloc(0) }];
  const batch = {
    topic: channel.brokerName,
    queueId: 0,
    sysFlag: 0,
    bornTimestamp: Date.now(),
    entries,
  };
  const credentials = { ...user, secretKey: `not-${user.secretKey}` };
  const { responseCode, remark } = await channel.sendBatch(batch, { ...request, credentials });
  const isRefusal =
    responseCode === RESPONSE_CODE.NO_PERMISSION || responseCode === RESPONSE_CODE.SYSTEM_ERROR;
  return isRefusal && /signature/i.test(remark);
}

function isNotSupported(error: unknown): boolean {
  return error instanceof ResponseError && error.responseCode === RESPONSE_CODE.REQUEST_CODE_NOT_SUPPORTED;
}

function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':'));
}
