import type { MetadataKind } from '@slipstream/shared';
import { waitFor } from '@slipstream/stack';
import { isV5, type DeliverySide } from './delivery-pair.ts';
import { createGroup } from './groups.ts';
import type { Account } from './raw-producer.ts';

/** What an administrator does to an item. */
export type ChangeKind = 'add' | 'change' | 'delete';
export const CHANGE_KINDS = ['add', 'change', 'delete'] as const;

/** Queues of a topic, retries of a group, and the secret of an account, once added and once changed. */
const QUEUES = { add: 5, change: 7 } as const;
const RETRIES = { add: 11, change: 3 } as const;
const SECRETS = { add: 'first-secret-1', change: 'other-secret-2' } as const;

/** Does to an item of one cluster what an administrator does. */
export async function makeChange(
  side: DeliverySide,
  kind: MetadataKind,
  what: ChangeKind,
  name: string,
): Promise<void> {
  const { client, brokerName } = side;
  switch (kind) {
    case 'TOPIC':
      return what === 'delete' ? side.deleteTopic(name) : side.createTopic(name, QUEUES[what]);
    case 'GROUP':
      return what === 'delete'
        ? client.deleteConsumerGroup(brokerName, name, { cleanOffsets: true })
        : createGroup(side, name, { retryMaxTimes: RETRIES[what] });
    case 'ACCOUNT':
      return what === 'delete'
        ? deleteAccount(side, name)
        : putAccount(side, { accessKey: name, secretKey: SECRETS[what] });
  }
}

/** Whether a cluster has an item as a change has left it on the other side. */
export async function hasChange(
  side: DeliverySide,
  kind: MetadataKind,
  what: ChangeKind,
  name: string,
): Promise<boolean> {
  const found = await lookAt(side, kind, name);
  if (what === 'delete') return found === null;
  const wanted = { TOPIC: QUEUES[what], GROUP: RETRIES[what], ACCOUNT: SECRETS[what] };
  return found === wanted[kind];
}

/** Makes a change on one side and waits until it is on the other; how long that took, s. */
export async function timeChange(
  from: DeliverySide,
  to: DeliverySide,
  kind: MetadataKind,
  what: ChangeKind,
  name: string,
): Promise<number> {
  await makeChange(from, kind, what, name);
  const made = performance.now();
  await waitFor(() => hasChange(to, kind, what, name), {
    timeoutMs: 30_000,
    what: `${what} of ${kind} ${name} at ${to.cluster.clusterName}`,
  }).catch(async (error: unknown) => {
    const found = await lookAt(to, kind, name);
    throw new Error(`${String(error)}: it has ${found ?? 'nothing'}`, { cause: error });
  });
  return (performance.now() - made) / 1_000;
}

/** What a cluster has of an item: queues of a topic, retries of a group, secret of an account; null when there is none. */
export async function lookAt(
  { client, brokerName, cluster }: DeliverySide,
  kind: MetadataKind,
  name: string,
): Promise<number | string | null> {
  switch (kind) {
    case 'TOPIC':
      return (await client.topicConfigs(brokerName)).topics.get(name)?.writeQueueNums ?? null;
    case 'GROUP': {
      const retries = (await client.consumerGroups(brokerName)).groups.get(name)?.settings['retryMaxTimes'];
      return typeof retries === 'number' ? retries : null;
    }
    case 'ACCOUNT':
      if (isV5(cluster.version)) return (await client.accounts.getUser(brokerName, name))?.password ?? null;
      return (
        (await client.accounts.listPlain(brokerName)).accounts.find(({ accessKey }) => accessKey === name)
          ?.secretKey ?? null
      );
  }
}

/** An application's account: it may send to and read from topics and groups whose names begin with `app-`, and no others. */
export async function putAccount(side: DeliverySide, { accessKey, secretKey }: Account): Promise<void> {
  const { client, brokerName, cluster } = side;
  if (!isV5(cluster.version)) {
    await client.accounts.putPlain(brokerName, {
      accessKey,
      secretKey,
      whiteRemoteAddress: '',
      admin: false,
      defaultTopicPerm: 'DENY',
      defaultGroupPerm: 'DENY',
      topicPerms: [`${APP_TOPIC}=PUB|SUB`],
      groupPerms: [`${APP_GROUP}=SUB`],
    });
    return;
  }
  const user = { username: accessKey, password: secretKey };
  if ((await client.accounts.getUser(brokerName, accessKey)) === null)
    await client.accounts.createUser(brokerName, user);
  else await client.accounts.updateUser(brokerName, user);
  const entry = { sourceIps: [], decision: 'Allow' };
  await client.accounts.updatePolicies(brokerName, {
    subject: `User:${accessKey}`,
    policies: [
      {
        policyType: 'Custom',
        entries: [
          { ...entry, resource: `Topic:${APP_TOPIC}`, actions: ['Pub', 'Sub'] },
          { ...entry, resource: `Group:${APP_GROUP}`, actions: ['Sub'] },
        ],
      },
    ],
  });
}

/** What the account of an application may use. */
export const APP_TOPIC = 'app-orders-normal';
export const APP_GROUP = 'app-orders-readers';

function deleteAccount({ client, brokerName, cluster }: DeliverySide, accessKey: string): Promise<void> {
  return isV5(cluster.version)
    ? client.accounts.deleteUser(brokerName, accessKey)
    : client.accounts.deletePlain(brokerName, accessKey);
}

/** Topics and groups of a cluster whose names begin so, by kind and name, with what the storm changes of them. */
export async function itemsOf(
  { client, brokerName }: DeliverySide,
  prefix: string,
): Promise<ReadonlyMap<string, string>> {
  const { topics } = await client.topicConfigs(brokerName);
  const { groups } = await client.consumerGroups(brokerName);
  const items = new Map<string, string>();
  for (const { topicName, readQueueNums, writeQueueNums, perm } of topics.values())
    if (topicName.startsWith(prefix))
      items.set(`TOPIC ${topicName}`, `${readQueueNums} ${writeQueueNums} ${perm}`);
  for (const { groupName, settings } of groups.values())
    if (groupName.startsWith(prefix))
      items.set(`GROUP ${groupName}`, JSON.stringify(settings['retryMaxTimes']));
  return items;
}

/** Counters of a cluster's tables of topics and of groups: they stand still while nobody writes. */
export async function dataVersions({ client, brokerName }: DeliverySide): Promise<number[]> {
  const { dataVersion: topics } = await client.topicConfigs(brokerName);
  const { dataVersion: groups } = await client.consumerGroups(brokerName);
  return [topics.counter, groups.counter];
}
