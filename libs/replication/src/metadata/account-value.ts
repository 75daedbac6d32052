import type { MetadataDifference, SyncSide } from '@slipstream/shared';
import { canonical } from './fingerprint.js';
import { difference, type Carried } from './sighting.js';
import type { Observed } from './topic-value.js';

/** Rights of plain ACL: whether messages may be sent, and whether they may be consumed. */
export interface PlainRight {
  pub: boolean;
  sub: boolean;
}

/** A 4.x account. Holds its secret: lives in memory only. */
export interface PlainAccountValue {
  type: 'PLAIN';
  secret: string;
  admin: boolean;
  /** Addresses from which nobody has to sign. */
  whiteRemoteAddress: string;
  defaultTopic: PlainRight;
  defaultGroup: PlainRight;
  topics: Readonly<Record<string, PlainRight>>;
  groups: Readonly<Record<string, PlainRight>>;
}

/** One rule of a 5.x user; actions and addresses sorted. */
export interface AuthRule {
  resource: string;
  policyType: string;
  actions: readonly string[];
  sourceIps: readonly string[];
  decision: string;
}

/** A 5.x user with its rules, sorted. Holds its password: lives in memory only. */
export interface AuthAccountValue {
  type: 'AUTH';
  /** Null when the broker does not give it out. */
  secret: string | null;
  userType: string;
  userStatus: string;
  rules: readonly AuthRule[];
}

/** An account as one side has it. */
export type AccountValue = PlainAccountValue | AuthAccountValue;

/** What one side has of an account, from what its brokers say; at least one. */
export function observeAccount(perBroker: ReadonlyMap<string, AccountValue>): Observed<{
  account: AccountValue;
  brokers: readonly string[];
}> {
  const [first, ...others] = perBroker;
  if (first === undefined) throw new Error('an account that no broker has');
  const [broker, account] = first;
  const other = others.find(([, theirs]) => canonical(theirs) !== canonical(account));
  return {
    value: { account, brokers: [...perBroker.keys()].toSorted() },
    disagreement: other === undefined ? null : `the account on ${broker} and ${other[0]} differs`,
  };
}

/** An account with the brokers that have it. */
export interface PlacedAccount {
  account: AccountValue;
  brokers: readonly string[];
}

/**
 * What the other side's account becomes; between plain ACL and the users of 5.x it is translated, exactly or not at all.
 *
 * @param to null when it is missing
 * @param control which access control the other side has; NONE when none, or one that accounts are not carried to
 */
export function carryAccount(
  fromSide: SyncSide,
  from: PlacedAccount,
  to: PlacedAccount | null,
  {
    name,
    brokers,
    control,
  }: { name: string; brokers: readonly string[]; control: 'PLAIN' | 'AUTH' | 'NONE' },
): Carried<PlacedAccount> {
  const translated = translate(name, from.account, to?.account ?? null, control);
  const isRefused = typeof translated === 'string';
  const account = isRefused ? from.account : translated;
  const gaps = to === null ? [] : brokers.filter((broker) => !to.brokers.includes(broker));
  const differences = isRefused ? [] : compare(fromSide, account, to?.account ?? null);
  if (gaps.length > 0)
    differences.push(
      difference('brokers', fromSide, { from: brokers.join(', '), to: to?.brokers.join(', ') ?? null }),
    );
  return {
    value: { account, brokers: brokers.toSorted() },
    differences,
    kept: null,
    gaps,
    unsupported: isRefused ? translated : null,
  };
}

/** Either the account in the other side's terms, or why that cannot be. */
function translate(
  name: string,
  from: AccountValue,
  to: AccountValue | null,
  control: 'PLAIN' | 'AUTH' | 'NONE',
): AccountValue | string {
  if (control === 'NONE')
    return 'The brokers there have no access control that accounts can be carried to. Turn it on, or leave accounts out of the task.';
  if (from.type === 'AUTH' && from.secret === null)
    return 'The broker does not give out the password. Create the user there by hand with the same one.';
  if (control === 'AUTH') return from.type === 'AUTH' ? from : toAuth(from);
  return from.type === 'PLAIN' ? from : toPlain(name, from, to);
}

/** 4.x to 5.x. What 4.x gives to every valid account (asking for offsets: `Get`) goes with the right to use the topic or group. */
function toAuth(from: PlainAccountValue): AuthAccountValue | string {
  const user = { type: 'AUTH', secret: from.secret, userStatus: 'enable' } as const;
  if (from.admin) return { ...user, userType: 'Super', rules: [] };
  const kinds = [
    { type: 'Topic', otherwise: from.defaultTopic, named: from.topics },
    { type: 'Group', otherwise: from.defaultGroup, named: from.groups },
  ];
  const narrowed = kinds.flatMap(({ type, otherwise, named }) =>
    Object.entries(named)
      .filter(([, right]) => (right.pub || right.sub) && !covers(right, otherwise))
      .map(([of]) => `${type}:${of}`),
  );
  const [first] = narrowed;
  if (first !== undefined)
    return `${first} has less than the default right, but not none. A rule of 5.x cannot take a part away; give the account its rights one by one instead of by default, or create the user there by hand.`;
  const rules = kinds.flatMap(({ type, otherwise, named }) => [
    ...(otherwise.pub || otherwise.sub ? [ruleOf(type, '*', otherwise)] : []),
    ...Object.entries(named).map(([of, right]) => ruleOf(type, of, right)),
  ]);
  return { ...user, userType: 'Normal', rules: sortRules(rules) };
}

function ruleOf(type: string, name: string, { pub, sub }: PlainRight): AuthRule {
  const common = { resource: `${type}:${name}`, policyType: 'Custom', sourceIps: [] };
  if (!pub && !sub) return { ...common, actions: ['All'], decision: 'Deny' };
  const canSend = pub && type === 'Topic';
  return {
    ...common,
    actions: [...(canSend ? ['Pub'] : []), ...(sub ? ['Sub'] : []), 'Get'].toSorted(),
    decision: 'Allow',
  };
}

/** 5.x to 4.x, as far as plain ACL has words for it. */
function toPlain(name: string, from: AuthAccountValue, to: AccountValue | null): PlainAccountValue | string {
  const byHand = 'Create the account there by hand.';
  if (from.secret === null || name.length < SHORTEST || from.secret.length < SHORTEST)
    return `Plain ACL takes no AccessKey and no SecretKey of fewer than ${SHORTEST} characters. ${byHand}`;
  if (from.userStatus !== 'enable') return `The user is disabled, which plain ACL does not have. ${byHand}`;
  const odd = from.rules.find((rule) => !isPlainRule(rule));
  if (odd !== undefined) return `Plain ACL has no words for the rule of ${odd.resource}. ${byHand}`;
  const rights = (type: string): { otherwise: PlainRight; named: Record<string, PlainRight> } => {
    const of = new Map(
      from.rules
        .filter(({ resource }) => resource.startsWith(`${type}:`))
        .map((rule) => [rule.resource.slice(type.length + 1), rightOf(rule, type)] as const),
    );
    const otherwise = of.get('*') ?? NO_RIGHT;
    of.delete('*');
    // A rule of 5.x adds to the one for all; a right of 4.x stands alone.
    const named = [...of].map(
      ([key, right]) => [key, isNone(right) ? right : union(right, otherwise)] as const,
    );
    return { otherwise, named: Object.fromEntries(named) };
  };
  const topics = rights('Topic');
  const groups = rights('Group');
  return {
    type: 'PLAIN',
    secret: from.secret,
    admin: from.userType === 'Super',
    whiteRemoteAddress: to?.type === 'PLAIN' ? to.whiteRemoteAddress : '',
    defaultTopic: topics.otherwise,
    defaultGroup: groups.otherwise,
    topics: topics.named,
    groups: groups.named,
  };
}

/** Fewest characters of an AccessKey and of a SecretKey [PlainPermissionManager]. */
const SHORTEST = 7;
const NO_RIGHT: PlainRight = { pub: false, sub: false };
const PLAIN_ACTIONS: ReadonlySet<string> = new Set(['Pub', 'Sub', 'Get', 'List']);

function isPlainRule({ resource, policyType, actions, sourceIps, decision }: AuthRule): boolean {
  const [type, name] = [resource.slice(0, 5), resource.slice(6)];
  const isNamed = (type === 'Topic' || type === 'Group') && (name === '*' || !name.includes('*'));
  const isSaid =
    decision === 'Allow'
      ? actions.every((action) => PLAIN_ACTIONS.has(action))
      : actions.includes('All') || (actions.includes('Sub') && (type === 'Group' || actions.includes('Pub')));
  return isNamed && isSaid && policyType === 'Custom' && sourceIps.length === 0;
}

function rightOf({ actions, decision }: AuthRule, type: string): PlainRight {
  if (decision !== 'Allow') return NO_RIGHT;
  return { pub: type === 'Topic' && actions.includes('Pub'), sub: actions.includes('Sub') };
}

const isNone = ({ pub, sub }: PlainRight): boolean => !pub && !sub;
const covers = (a: PlainRight, b: PlainRight): boolean => (a.pub || !b.pub) && (a.sub || !b.sub);
const union = (a: PlainRight, b: PlainRight): PlainRight => ({ pub: a.pub || b.pub, sub: a.sub || b.sub });

/** Rules in one order, whatever order a broker gives them in. */
export function sortRules(rules: readonly AuthRule[]): AuthRule[] {
  return rules.toSorted((a, b) => (ruleKey(a) < ruleKey(b) ? -1 : 1));
}

/** What makes a rule one rule of its user. */
export function ruleKey({ policyType, resource }: Pick<AuthRule, 'policyType' | 'resource'>): string {
  return `${policyType} ${resource}`;
}

/** Settings by name, in words; that of the secret says only whether it is the same. */
function compare(fromSide: SyncSide, from: AccountValue, to: AccountValue | null): MetadataDifference[] {
  const ours = describe(from);
  const theirs = to === null ? new Map<string, string>() : describe(to);
  const names = [...new Set([...ours.keys(), ...theirs.keys()])].toSorted();
  const differences = names
    .filter((name) => ours.get(name) !== theirs.get(name))
    .map((name) =>
      difference(name, fromSide, { from: ours.get(name) ?? null, to: theirs.get(name) ?? null }),
    );
  return from.secret === (to?.secret ?? null)
    ? differences
    : [
        ...differences,
        difference('secret', fromSide, { from: 'changed', to: to === null ? null : 'another' }),
      ];
}

function describe(account: AccountValue): Map<string, string> {
  if (account.type === 'AUTH')
    return new Map([
      ['userType', account.userType],
      ['userStatus', account.userStatus],
      ...account.rules.map((rule) => [describeResource(rule), describeRule(rule)] as const),
    ]);
  return new Map([
    ['admin', String(account.admin)],
    ['whiteRemoteAddress', account.whiteRemoteAddress],
    ['defaultTopicPerm', permText(account.defaultTopic)],
    ['defaultGroupPerm', permText(account.defaultGroup)],
    ...Object.entries(account.topics).map(([name, right]) => [`Topic:${name}`, permText(right)] as const),
    ...Object.entries(account.groups).map(([name, right]) => [`Group:${name}`, permText(right)] as const),
  ]);
}

function describeResource({ resource, policyType }: AuthRule): string {
  return policyType === 'Custom' ? resource : `${resource} (${policyType})`;
}

function describeRule({ decision, actions, sourceIps }: AuthRule): string {
  const from = sourceIps.length === 0 ? '' : ` from ${sourceIps.join(', ')}`;
  return `${decision} ${actions.join(', ')}${from}`;
}

/** As plain ACL writes it; what it does not know is no right [Permission#parsePermFromString]. */
export function permText({ pub, sub }: PlainRight): string {
  if (pub && sub) return 'PUB|SUB';
  return pub ? 'PUB' : sub ? 'SUB' : 'DENY';
}

/** Reads {@link permText}. */
export function parsePerm(text: string): PlainRight {
  const parts = text.trim().split('|');
  const isKnown = parts.length <= 2 && parts.every((part) => part === 'PUB' || part === 'SUB');
  return isKnown ? { pub: parts.includes('PUB'), sub: parts.includes('SUB') } : NO_RIGHT;
}
