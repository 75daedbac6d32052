import { join } from 'node:path';
import { METADATA_KINDS, type MetadataItemView, type MetadataKind, type TaskView } from '@slipstream/shared';
import { repositoryRoot, waitFor } from '@slipstream/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api-client.ts';
import { consume } from '../support/consumers.ts';
import { DeliveryPair, type DeliverySide } from '../support/delivery-pair.ts';
import { Deployment } from '../support/deployment.ts';
import { createGroup } from '../support/groups.ts';
import {
  APP_GROUP,
  APP_TOPIC,
  CHANGE_KINDS,
  dataVersions,
  itemsOf,
  lookAt,
  putAccount,
  timeChange,
} from '../support/metadata-changes.ts';
import { RawProducer } from '../support/raw-producer.ts';
import { removeTask, untilState } from '../support/tasks.ts';

/** Changes of one side in the storm. */
const STORM = 100;
const STORM_ITEMS = 20;
/**
 * Within which a change is to be on the other side, s. Twice what is promised: the machine of a test does other things as well,
 * and the times are printed.
 */
const IN_TIME = 20;
const ALL = { topics: true, groups: true, accounts: true, propagateDeletes: true };
const APPLICATION = { accessKey: 'appOrders', secretKey: 'appSecret12345' };
const FORBIDDEN_TOPIC = 'both-not-for-the-app';
const PRODUCE_KINDS = join(repositoryRoot, 'tools/stack/java/ProduceKinds.java');

describe('metadata of 4.9.7 and 5.5.0, both with access control, through the whole deployment', () => {
  let deployment: Deployment;
  let api: ApiClient;
  let pair: DeliveryPair;
  let twoWay: TaskView;
  let oneWay: TaskView;
  const table: string[] = [];

  beforeAll(async () => {
    deployment = await Deployment.start();
    ({ api } = deployment);
    pair = await DeliveryPair.start(api, { source: '4.9.7', target: '5.5.0', acl: true }, 'meta');
    await pair.target.createTopic('drift-theirs', 4);
    await pair.source.createTopic('drift-theirs', 4);
    const own = ['both-*', 'storm-*', 'app-*'];
    [twoWay, oneWay] = await Promise.all([
      pair.createTask('two-way', {
        direction: 'TWO_WAY',
        topics: { include: own },
        groups: { include: own },
        metadata: ALL,
      }),
      pair.createTask('one-way', {
        topics: { include: ['drift-*'] },
        groups: { include: ['drift-*'] },
        metadata: { ...ALL, accounts: false },
      }),
    ]);
    await untilState(api, twoWay.id, 'RUNNING');
    await untilState(api, oneWay.id, 'RUNNING');
  });

  afterAll(async () => {
    await deployment?.stop();
    await pair?.stop();
    console.log(['| change | from | after, s |', '| --- | --- | --- |'].concat(table).join('\n'));
  });

  const item = (task: TaskView, kind: MetadataKind, name: string): Promise<MetadataItemView | undefined> =>
    api
      .metadata(task.id, { kind, search: name })
      .then((items) => items.find(({ sourceName }) => sourceName === name));
  const untilItem = async (
    task: TaskView,
    kind: MetadataKind,
    name: string,
    wanted: Partial<MetadataItemView>,
  ): Promise<MetadataItemView> => {
    let seen: MetadataItemView | undefined;
    return waitFor(
      async () => {
        seen = await item(task, kind, name);
        const is = new Map(Object.entries(seen ?? {}));
        return Object.entries(wanted).every(([field, value]) => is.get(field) === value) ? seen : undefined;
      },
      { timeoutMs: 30_000, what: `${kind} ${name} to be ${JSON.stringify(wanted)}` },
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}: it is ${JSON.stringify(seen)}`, { cause: error });
    });
  };
  const twoLooks = async (task: TaskView): Promise<void> => {
    const looked = async (): Promise<string> => (await api.lastLook(task.id, 'metadata'))?.lookedAt ?? '';
    for (let look = 0; look < 2; look++) {
      const before = await looked();
      await waitFor(async () => (await looked()) !== before, { timeoutMs: 60_000, what: 'the next look' });
    }
  };

  it('carries adds, changes and deletes of topics, groups and accounts both ways, within seconds (M-01, M-02)', async () => {
    const { source, target } = pair;
    const ways: [string, DeliverySide, DeliverySide][] = [
      ['4.9.7', source, target],
      ['5.5.0', target, source],
    ];
    const late: string[] = [];
    for (const what of CHANGE_KINDS)
      await Promise.all(
        ways.flatMap(([version, from, to]) =>
          METADATA_KINDS.map(async (kind) => {
            const name = `both-${kind.toLowerCase()}-of-${version.replaceAll('.', '')}`;
            const seconds = await timeChange(from, to, kind, what, name);
            table.push(`| ${what} ${kind} | ${version} | ${seconds.toFixed(1)} |`);
            if (seconds > IN_TIME) late.push(`${what} ${kind} from ${version}: ${seconds.toFixed(1)} s`);
          }),
        ),
      );
    expect(late).toEqual([]);
  });

  it('lets an application’s own AK/SK send and consume at the target, and no more than at the source (M-01)', async () => {
    const { source, target } = pair;
    await putAccount(source, APPLICATION);
    await source.createTopic(APP_TOPIC, 4);
    await createGroup(source, APP_GROUP);
    await source.createTopic(FORBIDDEN_TOPIC, 4);
    await waitFor(async () => (await lookAt(target, 'ACCOUNT', APPLICATION.accessKey)) !== null, {
      timeoutMs: 30_000,
      what: 'the account at the target',
    });
    for (const [kind, name] of [
      ['TOPIC', APP_TOPIC],
      ['TOPIC', FORBIDDEN_TOPIC],
      ['GROUP', APP_GROUP],
    ] as const)
      await untilItem(twoWay, kind, name, { state: 'SAME' });
    const { accessKey, secretKey } = APPLICATION;
    const words = [target.cluster.nameServer, 'app-orders', accessKey, secretKey, 'normal'];
    const { code, stderr } = await target.cluster.java(PRODUCE_KINDS, words).done;
    expect({ code, said: code === 0 ? '' : stderr }).toEqual({ code: 0, said: '' });
    const raw = await RawProducer.open(target.client, APPLICATION);
    await expect(raw.single({ topic: FORBIDDEN_TOPIC })).rejects.toThrow(/no permission|no matched/);
    await raw.close();
    const sent = await target.count(APP_TOPIC);
    const got = await consume(
      target.cluster,
      [{ group: APP_GROUP, topic: APP_TOPIC, toDo: 'drain', count: sent }],
      { account: APPLICATION },
    );
    expect(new Set(got.get(APP_GROUP)?.deliveries.map(({ key }) => key)).size).toBe(sent);
  });

  it('shows what was changed by hand at the target, and adopts or overwrites it as a user wishes (M-03)', async () => {
    const { source, target } = pair;
    for (const name of ['drift-adopt', 'drift-overwrite'])
      await createGroup(source, name, { retryMaxTimes: 9 });
    for (const name of ['drift-adopt', 'drift-overwrite']) {
      await untilItem(oneWay, 'GROUP', name, { state: 'SAME', createdAt: 'TARGET' });
      await createGroup(target, name, { retryMaxTimes: 2 });
      const drifted = await untilItem(oneWay, 'GROUP', name, { state: 'DIFFERS', why: 'CHANGED_BY_HAND' });
      expect(drifted.differences).toContainEqual({ setting: 'retryMaxTimes', source: '9', target: '2' });
      await api.post(`/tasks/${oneWay.id}/metadata/${drifted.id}/${name.replace('drift-', '')}`);
    }
    await untilItem(oneWay, 'GROUP', 'drift-adopt', { state: 'SAME', why: 'ADOPTED' });
    await untilItem(oneWay, 'GROUP', 'drift-overwrite', { state: 'SAME', why: null });
    expect(await lookAt(target, 'GROUP', 'drift-adopt')).toBe(2);
    expect(await lookAt(target, 'GROUP', 'drift-overwrite')).toBe(9);
  });

  it('deletes at the target only what the task has created there (M-02)', async () => {
    const { source, target } = pair;
    await source.createTopic('drift-ours', 4);
    await untilItem(oneWay, 'TOPIC', 'drift-ours', { state: 'SAME', createdAt: 'TARGET' });
    await untilItem(oneWay, 'TOPIC', 'drift-theirs', { state: 'SAME', createdAt: null });
    for (const name of ['drift-ours', 'drift-theirs']) await source.deleteTopic(name);
    await waitFor(async () => (await lookAt(target, 'TOPIC', 'drift-ours')) === null, {
      timeoutMs: 30_000,
      what: 'the task’s own topic to be gone',
    });
    await untilItem(oneWay, 'TOPIC', 'drift-theirs', { state: 'ORPHANED', why: 'NOT_CREATED_HERE' });
    expect(await lookAt(target, 'TOPIC', 'drift-theirs')).toBe(4);
  });

  it('a storm of 200 changes on both sides converges, and then nobody writes any more (M-01)', async () => {
    const { source, target } = pair;
    const names = Array.from({ length: STORM_ITEMS }, (_, number) => `storm-${number}`);
    await Promise.all(names.map((name) => source.createTopic(name, 1)));
    await Promise.all(names.map((name) => createGroup(source, name, { retryMaxTimes: 16 })));
    await waitFor(async () => (await itemsOf(target, 'storm-')).size === 2 * STORM_ITEMS, {
      timeoutMs: 30_000,
      what: 'all topics and groups at the target',
    });
    /** Items that are not the same on both sides, but for topics that keep the more queues of the two. */
    const unequal = async (): Promise<string[]> => {
      const items = await api.metadata(twoWay.id, { search: 'storm-' });
      const [ours, theirs] = [await itemsOf(source, 'storm-'), await itemsOf(target, 'storm-')];
      return items
        .filter(({ kind, sourceName, state, why }) => {
          const isEqual = ours.get(`${kind} ${sourceName}`) === theirs.get(`${kind} ${sourceName}`);
          return state !== 'SAME' || !(isEqual || why === 'KEPT_WIDER');
        })
        .map(({ kind, sourceName, state, why }) => {
          const name = `${kind} ${sourceName}`;
          return `${name} is ${state} ${why ?? ''}: ${ours.get(name) ?? '-'} and ${theirs.get(name) ?? '-'}`;
        });
    };
    const storm = async (side: DeliverySide): Promise<void> => {
      for (let change = 0; change < STORM; change++) {
        const name = `storm-${Math.floor(Math.random() * STORM_ITEMS)}`;
        if (change % 2 === 0) await side.createTopic(name, 2 + Math.floor(Math.random() * 7));
        else await createGroup(side, name, { retryMaxTimes: 1 + Math.floor(Math.random() * 15) });
      }
    };
    await Promise.all([storm(source), storm(target)]);
    const over = performance.now();
    let open: readonly string[] = [];
    await waitFor(
      async () => {
        open = await unequal();
        return open.length === 0;
      },
      { timeoutMs: 60_000, intervalMs: 500, what: 'both sides to be equal' },
    ).catch(() => undefined);
    expect(open).toEqual([]);
    table.push(
      `| equal after a storm of ${2 * STORM} changes | both | ${((performance.now() - over) / 1_000).toFixed(1)} |`,
    );
    await twoLooks(twoWay);
    const still = [await dataVersions(source), await dataVersions(target)];
    await twoLooks(twoWay);
    expect([await dataVersions(source), await dataVersions(target)]).toEqual(still);
    expect(await unequal()).toEqual([]);
  });

  it('carries nothing any more once the task is deleted (M-03)', async () => {
    const { source, target } = pair;
    await removeTask(api, oneWay.id);
    await createGroup(source, 'drift-overwrite', { retryMaxTimes: 5 });
    await source.createTopic('drift-later', 4);
    // The other task looks at the same brokers.
    await twoLooks(twoWay);
    expect(await lookAt(target, 'GROUP', 'drift-overwrite')).toBe(9);
    expect(await lookAt(target, 'TOPIC', 'drift-later')).toBeNull();
  });

  it('takes nothing for deleted while a broker is down (M-02)', async () => {
    const { source, target } = pair;
    const before = await itemsOf(target, 'storm-');
    await source.cluster.killBroker(0, 'SIGTERM');
    await untilItem(twoWay, 'TOPIC', 'storm-0', { why: 'NOT_SEEN' });
    await twoLooks(twoWay);
    expect(await itemsOf(target, 'storm-')).toEqual(before);
  });
});
