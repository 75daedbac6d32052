import { objectOf } from '../apis/answer-fields.js';
import type { AuthPolicy } from '../apis/auth-policy.js';
import { readSubjectPolicies } from '../apis/auth-policy.js';
import { readAuthUser, type AuthUser } from '../apis/auth-user.js';
import type { DataVersion } from '../apis/lazy-table.js';
import type { PlainAccount } from '../apis/plain-account.js';
import { REQUEST_CODE } from '../codes/request-code.js';
import { RESPONSE_CODE } from '../codes/response-code.js';
import { parseFastJson } from '../wire/fast-json.js';
import type { RemotingCommand } from '../wire/remoting-command.js';
import { json } from './fake-cluster.js';
import type { FakeAnswer, FakeHandler, FakeVersion } from './fake-connection.js';

/** The accounts of one fake broker, for requests about them; they do not decide who may ask (`FakeBrokerOptions.accounts` do). */
export class FakeAccess {
  readonly plain = new Map<string, PlainAccount>();
  readonly globalWhiteRemoteAddresses: string[] = [];
  readonly users = new Map<string, AuthUser>();
  /** By subject, such as `User:app`. */
  readonly policies = new Map<string, AuthPolicy[]>();
  #plainVersion: DataVersion = { counter: 0, timestamp: 0 };

  constructor(
    readonly kind: 'NONE' | 'PLAIN' | 'AUTH',
    private readonly now: () => number = () => Date.now(),
  ) {}

  /** How often the accounts of plain ACL have changed, and when the last time. */
  get plainVersion(): DataVersion {
    return this.#plainVersion;
  }

  putPlain(account: PlainAccount): void {
    this.plain.set(account.accessKey, account);
    this.#changed();
  }

  deletePlain(accessKey: string): boolean {
    const deleted = this.plain.delete(accessKey);
    if (deleted) this.#changed();
    return deleted;
  }

  /** Each entry replaces the one of its type and resource. */
  putPolicies(subject: string, changes: readonly AuthPolicy[]): void {
    const policies = [...(this.policies.get(subject) ?? [])];
    for (const { policyType, entries } of changes) {
      const index = policies.findIndex((policy) => policy.policyType === policyType);
      const byResource = new Map(policies[index]?.entries.map((entry) => [entry.resource, entry]));
      for (const entry of entries) byResource.set(entry.resource, entry);
      const changed = { policyType, entries: [...byResource.values()] };
      if (index < 0) policies.push(changed);
      else policies[index] = changed;
    }
    this.policies.set(subject, policies);
  }

  /** All of a subject, or the one of a resource. */
  deletePolicies(subject: string, resource: string | undefined, policyType: string): void {
    const kept = (this.policies.get(subject) ?? [])
      .map((policy) => ({
        policyType: policy.policyType,
        entries: policy.entries.filter(
          (entry) => policy.policyType !== policyType || entry.resource !== resource,
        ),
      }))
      .filter(({ entries }) => entries.length > 0);
    if (resource === undefined || kept.length === 0) this.policies.delete(subject);
    else this.policies.set(subject, kept);
  }

  #changed(): void {
    this.#plainVersion = { counter: this.#plainVersion.counter + 1, timestamp: this.now() };
  }
}

/** What a fake broker does with requests about accounts. */
export function accessHandlers(broker: {
  version: FakeVersion;
  access: FakeAccess;
}): (readonly [number, FakeHandler])[] {
  const { access } = broker;
  const is4 = broker.version.startsWith('4.');
  const notSupported = (request: RemotingCommand): FakeAnswer => ({
    code: RESPONSE_CODE.REQUEST_CODE_NOT_SUPPORTED,
    remark: `request type ${request.code} not supported`,
  });
  // A 4.9 broker without plain ACL never answers these (facts §1).
  const plain = (handler: FakeHandler): FakeHandler =>
    access.kind === 'PLAIN' ? handler : is4 ? () => null : notSupported;
  const auth = (handler: (request: RemotingCommand) => FakeAnswer): FakeHandler => {
    if (is4) return notSupported;
    return access.kind === 'AUTH'
      ? handler
      : () => ({
          code: RESPONSE_CODE.SYSTEM_ERROR,
          remark: 'An system error occurred, please try again later.',
        });
  };
  return [...plainHandlers(access, plain), ...userHandlers(access, auth), ...policyHandlers(access, auth)];
}

type Entries = (readonly [number, FakeHandler])[];

function plainHandlers(access: FakeAccess, plain: (handler: FakeHandler) => FakeHandler): Entries {
  const list = (text: string | undefined): string[] => (text ?? '').split(',').filter((item) => item !== '');
  return [
    [
      REQUEST_CODE.UPDATE_AND_CREATE_ACL_CONFIG,
      plain(({ extFields }) => {
        const { accessKey = '', secretKey = '' } = extFields;
        if (accessKey.length <= 6 || secretKey.length <= 6) {
          const remark = `The accessKey=${accessKey} and secretKey=${secretKey} cannot be null and length should longer than 6`;
          return { code: RESPONSE_CODE.UPDATE_AND_CREATE_ACL_CONFIG_FAILED, remark };
        }
        access.putPlain({
          accessKey,
          secretKey,
          whiteRemoteAddress: extFields['whiteRemoteAddress'] ?? '',
          admin: extFields['admin'] === 'true',
          defaultTopicPerm: extFields['defaultTopicPerm'] ?? 'DENY',
          defaultGroupPerm: extFields['defaultGroupPerm'] ?? 'DENY',
          topicPerms: list(extFields['topicPerms']),
          groupPerms: list(extFields['groupPerms']),
        });
        return {};
      }),
    ],
    [
      REQUEST_CODE.DELETE_ACL_CONFIG,
      plain(({ extFields: { accessKey = '' } }) => {
        const remark = `The accesskey[${accessKey}] corresponding to accessConfig has been deleted failed.`;
        return access.deletePlain(accessKey) ? {} : { code: RESPONSE_CODE.DELETE_ACL_CONFIG_FAILED, remark };
      }),
    ],
    [
      REQUEST_CODE.GET_BROKER_CLUSTER_ACL_INFO,
      plain(() => ({
        extFields: {
          // Stands still, as on real brokers.
          version: JSON.stringify({ counter: 0, timestamp: 0 }),
          allAclFileVersion: JSON.stringify({ 'conf/plain_acl.yml': access.plainVersion }),
        },
      })),
    ],
    [
      REQUEST_CODE.GET_BROKER_CLUSTER_ACL_CONFIG,
      plain(() =>
        json({
          globalWhiteAddrs: access.globalWhiteRemoteAddresses,
          plainAccessConfigs: [...access.plain.values()],
        }),
      ),
    ],
  ];
}

type AuthHandler = (request: RemotingCommand) => FakeAnswer;

function userHandlers(access: FakeAccess, auth: (handler: AuthHandler) => FakeHandler): Entries {
  const refused = (remark: string): FakeAnswer => ({ code: RESPONSE_CODE.NO_PERMISSION, remark });
  return [
    [
      REQUEST_CODE.AUTH_CREATE_USER,
      auth((request) => {
        const user = readAuthUser(parseFastJson(request.body));
        if (access.users.has(user.username)) return refused('The user is existed');
        access.users.set(user.username, user);
        return {};
      }),
    ],
    [
      REQUEST_CODE.AUTH_UPDATE_USER,
      auth((request) => {
        const old = access.users.get(request.extFields['username'] ?? '');
        if (old === undefined) return refused('The user is not exist');
        const change = objectOf(parseFastJson(request.body), 'user');
        access.users.set(old.username, readAuthUser({ ...old, ...change }));
        return {};
      }),
    ],
    [
      REQUEST_CODE.AUTH_DELETE_USER,
      auth(({ extFields: { username = '' } }) => {
        access.users.delete(username);
        access.policies.delete(`User:${username}`);
        return {};
      }),
    ],
    [
      REQUEST_CODE.AUTH_GET_USER,
      auth(({ extFields: { username = '' } }) => {
        const user = access.users.get(username);
        return user === undefined ? {} : json(user);
      }),
    ],
    [
      REQUEST_CODE.AUTH_LIST_USER,
      auth(() => (access.users.size === 0 ? {} : json([...access.users.values()]))),
    ],
  ];
}

function policyHandlers(access: FakeAccess, auth: (handler: AuthHandler) => FakeHandler): Entries {
  const absent = (remark: string): FakeAnswer => ({ code: RESPONSE_CODE.NO_PERMISSION, remark });
  const isUser = (subject: string): boolean => access.users.has(subject.replace(/^User:/, ''));
  const put: AuthHandler = (request) => {
    const { subject, policies } = readSubjectPolicies(parseFastJson(request.body));
    if (!isUser(subject)) return absent(`The subject of ${subject} is not exist.`);
    access.putPolicies(subject, policies);
    return {};
  };
  return [
    [REQUEST_CODE.AUTH_CREATE_ACL, auth(put)],
    [REQUEST_CODE.AUTH_UPDATE_ACL, auth(put)],
    [
      REQUEST_CODE.AUTH_DELETE_ACL,
      auth(({ extFields: { subject = '', resource, policyType = 'Custom' } }) => {
        if (!isUser(subject)) return absent('The subject is not exist.');
        if (!access.policies.has(subject)) return absent('The acl is not exist.');
        access.deletePolicies(subject, resource, policyType);
        return {};
      }),
    ],
    [
      REQUEST_CODE.AUTH_LIST_ACL,
      auth(() =>
        access.policies.size === 0
          ? {}
          : json([...access.policies].map(([subject, policies]) => ({ subject, policies }))),
      ),
    ],
  ];
}
