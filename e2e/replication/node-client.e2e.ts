import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { startRocketmq, waitFor, type RocketmqCluster } from '@slipstream/stack';
import { SimpleConsumer } from 'rocketmq-client-nodejs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Deployment } from '../support/deployment.ts';
import { createTopic, preload } from '../support/load.ts';
import { startProxy, type Proxy } from '../support/proxy.ts';

const TOPIC = 'for-grpc-clients';
const MESSAGES = 200;

describe('an application on the official Node.js client, at the target’s 5.x Proxy (R-02)', () => {
  let source: RocketmqCluster;
  let target: RocketmqCluster;
  let proxy: Proxy | undefined;
  let deployment: Deployment | undefined;
  let sourceClient: RocketmqClient;
  let targetClient: RocketmqClient;

  beforeAll(async () => {
    [source, target, deployment] = await Promise.all([
      startRocketmq({ version: '4.9.7', name: 'node-source' }),
      startRocketmq({ version: '5.5.0', name: 'node-target' }),
      Deployment.start(),
    ]);
    proxy = await startProxy(target);
    sourceClient = new RocketmqClient({ nameServers: [source.nameServer] });
    targetClient = new RocketmqClient({ nameServers: [target.nameServer] });
  });

  afterAll(async () => {
    await deployment?.stop();
    await proxy?.stop();
    await Promise.all([sourceClient.close(), targetClient.close()]);
    await Promise.all([source.stop(), target.stop()]);
  });

  it('receives what was sent to the 4.9 source, with body, tag, keys, properties and message id', async () => {
    if (proxy === undefined || deployment === undefined) throw new Error('not started');
    const { api } = deployment;
    await createTopic(targetClient, TOPIC, 4);
    const consumer = new SimpleConsumer({
      endpoints: proxy.endpoints,
      namespace: '',
      consumerGroup: 'node-application',
      subscriptions: new Map([[TOPIC, '*']]),
      awaitDuration: 5_000,
    });
    await consumer.startup();
    try {
      await preload(sourceClient, { topic: TOPIC, queues: 4, messages: MESSAGES, bodyBytes: 64 });
      const sourceClusterId = await api.registerCluster('node-source', source.nameServer);
      const targetClusterId = await api.registerCluster('node-target', target.nameServer);
      await api.createTask({ name: TOPIC, sourceClusterId, targetClusterId, topics: { include: [TOPIC] } });
      const received = new Map<
        string,
        { body: string; tag: string | undefined; keys: string[]; seq: string | undefined }
      >();
      await waitFor(
        async () => {
          for (const message of await consumer.receive(32, 30_000)) {
            const { messageId, body, tag, keys, properties } = message;
            received.set(messageId, { body: body.toString(), tag, keys, seq: properties.get('seq') });
            await consumer.ack(message);
          }
          return received.size >= MESSAGES;
        },
        { timeoutMs: 90_000, what: `${MESSAGES} messages at the consumer` },
      );
      expect(received.size).toBe(MESSAGES);
      for (const { body, tag, keys, seq } of received.values()) {
        expect(body).toContain(`-${seq} `);
        expect(tag).toBe(Number(seq) % 2 === 0 ? 'even' : 'odd');
        expect(keys).toEqual([`key-${seq}`]);
      }
    } finally {
      await consumer.shutdown();
    }
  });
});
