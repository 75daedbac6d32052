import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { startRocketmq, waitFor, type RocketmqCluster } from '@slipstream/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkTopic, countMessages, perfect } from '../support/checker.ts';
import { Deployment } from '../support/deployment.ts';
import { preload } from '../support/load.ts';
import { untilState } from '../support/tasks.ts';

/** Where the source's broker says that it is, and where it listens: nothing listens at the first. */
const ADVERTISED = '127.0.0.77';
const REACHABLE = '127.0.0.1';
const MESSAGES = 2_000;
const TOPIC = 'behind-nat';

let source: RocketmqCluster;
let target: RocketmqCluster;
let deployment: Deployment;
let sourceClient: RocketmqClient;
let targetClient: RocketmqClient;

beforeAll(async () => {
  [source, target, deployment] = await Promise.all([
    startRocketmq({
      name: 'nat',
      version: '5.5.0',
      host: ADVERTISED,
      brokerProperties: { bindAddress: REACHABLE },
    }),
    startRocketmq({ name: 'plain', version: '4.9.7' }),
    Deployment.start(),
  ]);
  const addressMap = [{ from: ADVERTISED, to: REACHABLE }];
  sourceClient = new RocketmqClient({ nameServers: [source.nameServer], addressMap });
  targetClient = new RocketmqClient({ nameServers: [target.nameServer] });
  await preload(sourceClient, { topic: TOPIC, queues: 4, messages: MESSAGES, bodyBytes: 100 });
});

afterAll(async () => {
  await deployment?.stop();
  await Promise.all([sourceClient?.close(), targetClient?.close()]);
  await Promise.all([source?.stop(), target?.stop()]);
});

describe('C-04: a broker that advertises an address nobody can reach', () => {
  it('holds a task up with a reason that names the address; mapped, every message arrives', async () => {
    const { api } = deployment;
    const nat = await api.registerCluster('nat', source.nameServer);
    const plain = await api.registerCluster('plain', target.nameServer);
    const task = await api.createTask({
      name: 'from-behind-nat',
      sourceClusterId: nat,
      targetClusterId: plain,
      topics: { include: [TOPIC] },
    });
    const failed = await untilState(api, task.id, 'START_FAILED', 60_000);
    expect(failed.status.reason).toMatchObject({ code: 'BROKER_UNREACHABLE', cluster: 'nat' });
    expect(JSON.stringify(failed.status.reason)).toContain(ADVERTISED);
    const before = await api.get<{ health: string; faults: { fault: string }[] }>(`/clusters/${nat}/brokers`);
    expect(before).toMatchObject({ health: 'UNAVAILABLE', faults: [{ fault: 'BROKER_UNREACHABLE' }] });

    const port = source.brokers[0]?.port ?? 0;
    const addressMap = [{ from: `${ADVERTISED}:${port}`, to: `${REACHABLE}:${port}` }];
    const edited = await api.patch<{ retriedTasks: string[] }>(`/clusters/${nat}`, { addressMap });
    expect(edited.retriedTasks).toEqual(['from-behind-nat']);
    await untilState(api, task.id, 'RUNNING', 60_000);
    expect(await api.get<{ health: string; brokers: object[] }>(`/clusters/${nat}/brokers`)).toMatchObject({
      health: 'HEALTHY',
      versions: ['5.5.0'],
      brokers: [{ address: `${ADVERTISED}:${port}`, reachedAt: `${REACHABLE}:${port}`, state: 'UP' }],
    });
    await waitFor(async () => (await countMessages(targetClient, TOPIC).catch(() => 0)) >= MESSAGES, {
      timeoutMs: 60_000,
      what: 'all copies',
    });
    expect(await checkTopic(sourceClient, targetClient, TOPIC)).toEqual(perfect(MESSAGES));
  });
});
