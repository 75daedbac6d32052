import { join } from 'node:path';
import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { getProperty, type StoredMessage } from '@slipstream/rocketmq-remoting/message';
import type { TaskView } from '@slipstream/shared';
import { repositoryRoot, startRocketmq, waitFor, type RocketmqCluster } from '@slipstream/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api-client.ts';
import { checkTopic, countMessages, isCopy, perfect, queuesOf, readQueue } from '../support/checker.ts';
import { Deployment } from '../support/deployment.ts';
import { produceWithJava } from '../support/java.ts';
import { createTopic, preload } from '../support/load.ts';
import { RawProducer } from '../support/raw-producer.ts';
import { removeTask } from '../support/tasks.ts';

const FORWARD = join(repositoryRoot, 'tools/stack/java/Forward.java');
const VERSIONS = { north: '4.9.7', east: '5.5.0', south: '4.9.7', west: '5.5.0' } as const;

interface Place {
  /** Name of the cluster, and its `clusterId`. */
  name: string;
  cluster: RocketmqCluster;
  client: RocketmqClient;
  id: string;
}

let deployment: Deployment;
let api: ApiClient;
let places: Place[] = [];

beforeAll(async () => {
  const [running, ...clusters] = await Promise.all([
    Deployment.start(),
    ...Object.entries(VERSIONS).map(([name, version]) => startRocketmq({ version, name, heapMb: 256 })),
  ]);
  deployment = running;
  ({ api } = deployment);
  places = await Promise.all(
    clusters.map(async (cluster) => ({
      name: cluster.clusterName,
      cluster,
      client: new RocketmqClient({ nameServers: [cluster.nameServer] }),
      id: await api.registerCluster(cluster.clusterName, cluster.nameServer),
    })),
  );
});

afterAll(async () => {
  await deployment?.stop();
  await Promise.all(places.map(({ client }) => client.close()));
  await Promise.all(places.map(({ cluster }) => cluster.stop()));
});

/** Waits until a task has sent and skipped exactly this much, and has nothing left to do. */
async function untilDone(task: TaskView, sent: number, skippedLoop: number): Promise<void> {
  const expected = { sent: String(sent), skippedLoop: String(skippedLoop), lagMessages: '0' };
  let seen = {};
  await waitFor(
    async () => {
      const { totals, lagMessages } = (await api.task(task.id)).status;
      seen = { sent: totals.sent, skippedLoop: totals.skippedLoop, lagMessages };
      return JSON.stringify(seen) === JSON.stringify(expected);
    },
    { timeoutMs: 90_000, what: `${task.name} to be at ${JSON.stringify(expected)}` },
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}; it is at ${JSON.stringify(seen)}`, { cause: error });
  });
}

async function messagesOf({ client }: Place, topic: string): Promise<StoredMessage[]> {
  const queues = await queuesOf(client, topic);
  return (await Promise.all(queues.map((queue) => readQueue(client, queue)))).flat();
}

const isLocal = (message: StoredMessage): boolean => !isCopy(message);

describe.each([
  { length: 3, messages: 200 },
  { length: 4, messages: 100 },
])('a ring of $length clusters (R-05)', ({ length, messages }) => {
  it('brings every message to every cluster once, and stops', async () => {
    const ring = places.slice(0, length);
    const next = (index: number): Place => {
      const place = ring[(index + 1) % length];
      if (place === undefined) throw new Error('the ring is open');
      return place;
    };
    const topic = `ring${length}-orders`;
    // Everybody's messages are there before the first task: all of them meet all of the ring.
    for (const { client } of ring) await preload(client, { topic, queues: 2, messages, bodyBytes: 64 });
    const tasks = await Promise.all(
      ring.map(({ id, name }, index) =>
        api.createTask({
          name: `ring${length}-${name}`,
          sourceClusterId: id,
          targetClusterId: next(index).id,
          topics: { include: [topic] },
        }),
      ),
    );
    // Each flow passes on its own cluster's messages and those of all others but the next one's, which it turns back.
    for (const task of tasks) await untilDone(task, (length - 1) * messages, messages);
    for (const [index, place] of ring.entries()) {
      const stored = await messagesOf(place, topic);
      expect(stored).toHaveLength(length * messages);
      expect(new Set(stored.map(({ properties }) => getProperty(properties, 'UNIQ_KEY'))).size).toBe(
        length * messages,
      );
      const others = ring.filter((other) => other !== place && other !== next(index));
      for (const other of [next(index), ...others])
        expect(
          await checkTopic(place.client, other.client, topic, { expected: isLocal, localAtTarget: true }),
        ).toMatchObject({ source: messages, missing: 0, duplicates: 0, outOfOrder: 0, changed: 0 });
    }
    for (const { id } of tasks) await removeTask(api, id);
  });
});

describe('a two-way pair whose applications send on what they receive (R-05)', () => {
  const FORWARDED = 40;

  it('copies what an application made of a replica, all properties and the unique key included, and nothing twice', async () => {
    const [north, east] = places;
    if (north === undefined || east === undefined) throw new Error('no clusters');
    const task = await api.createTask({
      name: 'pair',
      direction: 'TWO_WAY',
      sourceClusterId: north.id,
      targetClusterId: east.id,
      topics: { include: ['app-*'] },
    });
    const ways = [
      { topic: 'app-from-north', home: north, away: east },
      { topic: 'app-from-east', home: east, away: north },
    ];
    await Promise.all(
      ways.map(async ({ topic, home, away }) => {
        await createTopic(home.client, topic, 2);
        await produceWithJava(home.cluster, { topic, count: FORWARDED, queues: 2 });
        await waitFor(async () => (await countMessages(away.client, topic)) >= FORWARDED, {
          timeoutMs: 60_000,
          what: `the replicas of ${topic}`,
        });
        const { code, stderr } = await away.cluster.java(FORWARD, [
          away.cluster.nameServer,
          topic,
          `forwarder-${topic}`,
          String(FORWARDED),
          '90',
        ]).done;
        if (code !== 0) throw new Error(`Forward ended with ${code}: ${stderr.slice(-2000)}`);
      }),
    );
    // Per topic: the originals one way and what was made of them the other; each comes by once more and is skipped.
    await untilDone(task, 4 * FORWARDED, 4 * FORWARDED);
    for (const { topic, home, away } of ways)
      for (const place of [home, away]) {
        const stored = await messagesOf(place, topic);
        const forwarded = stored.filter(({ properties }) => getProperty(properties, 'forwarded') === 'yes');
        for (const half of [forwarded, stored.filter((message) => !forwarded.includes(message))])
          expect(
            half.map(({ properties }) => Number(getProperty(properties, 'index'))).toSorted(ascending),
          ).toEqual(Array.from({ length: FORWARDED }, (_, index) => index));
      }
    await removeTask(api, task.id);
  });

  it('a forged provenance keeps no message from being copied', async () => {
    const [north, east] = places;
    if (north === undefined || east === undefined) throw new Error('no clusters');
    await createTopic(north.client, 'forged', 1);
    const raw = await RawProducer.open(north.client);
    const forged = [
      ['UNIQ_KEY', 'FORGED'],
      ['REPL_ORIGIN', east.name],
      ['REPL_PATH', `${east.name},${north.name}`],
      ['REPL_POS', 'abcdefghij-1.1:0:1:1700000000000:00000000'],
    ];
    await raw.single({
      topic: 'forged',
      properties: Buffer.from(forged.map(([key, value]) => `${key}\u0001${value}\u0002`).join('')),
    });
    await raw.close();
    const task = await api.createTask({
      name: 'forged',
      sourceClusterId: north.id,
      targetClusterId: east.id,
      topics: { include: ['forged'] },
    });
    await untilDone(task, 1, 0);
    expect(await checkTopic(north.client, east.client, 'forged')).toEqual(perfect(1));
    const [copy] = await messagesOf(east, 'forged');
    expect(copy === undefined ? '' : getProperty(copy.properties, 'REPL_PATH')).toBe(north.name);
    await removeTask(api, task.id);
  });
});

function ascending(a: number, b: number): number {
  return a - b;
}
