import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import {
  NEVER_BUSY,
  ROCKETMQ_VERSIONS,
  startRocketmq,
  waitFor,
  type RocketmqCluster,
} from '@slipstream/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RocketmqQueueReader } from '../adapters/rocketmq-queue-reader.js';
import { RocketmqTargetChannel } from '../adapters/rocketmq-target-broker.js';
import { makeScript, runScript, SCRIPT_QUEUES, type ConformanceEnds } from './conformance-script.js';
import { Random } from './random.js';
import { SimBroker } from './sim-broker.js';
import { call } from './sim-call.js';
import { SimConnection, type ConnectionWorld } from './sim-connection.js';
import { SimNetwork } from './sim-network.js';
import { SimQueueReader } from './sim-ports.js';
import { SimProcess } from './sim-process.js';
import { VirtualTime } from './virtual-time.js';

const SCRIPTS = 200;
const TOPIC = 'conformance';
const VERSIONS = ROCKETMQ_VERSIONS.filter((version) => version === '4.9.7' || version === '5.5.0');

/** Answers of the simulated broker to one script. */
async function simulated(seed: number): Promise<unknown[]> {
  const time = new VirtualTime();
  const draw = new Random(seed);
  const network = new SimNetwork(time, draw);
  const broker = new SimBroker('broker', time, draw, 'west');
  const process = new SimProcess('client', time);
  const world: ConnectionWorld = { time, network, beforeWrite: () => undefined };
  const ask = <T>(serve: (reply: (value: T) => void) => void): Promise<T> =>
    call({ process, broker, network, time }, serve, 3_000);
  const ends: ConformanceEnds = {
    topic: TOPIC,
    brokerName: 'broker',
    firstQueue: 0,
    reader: new SimQueueReader(process, new Map([['broker', broker]]), world, 'MASTER'),
    async open(producerGroup, clientId) {
      const connection = await ask<SimConnection>((reply) =>
        reply(new SimConnection(clientId, null, clientId, process, broker, world)),
      );
      await connection.heartbeat(producerGroup);
      return connection;
    },
    producers: (producerGroup) => ask((reply) => reply(broker.producerClientIds(producerGroup) ?? [])),
    settle: () => process.clock.sleep(1_000),
    untilNoticed: () => process.clock.sleep(1_000),
  };
  let answers: unknown[] | undefined;
  void runScript(makeScript(seed), String(seed), ends).then((found) => (answers = found));
  await time.run(() => answers !== undefined, 3_600_000);
  return answers ?? ['the script came to no end'];
}

describe.each(VERSIONS)('the simulated broker answers as %s does (R-01)', (version) => {
  let cluster: RocketmqCluster;
  let client: RocketmqClient;
  let brokerName: string;

  beforeAll(async () => {
    cluster = await startRocketmq({
      version,
      name: `Conformance${version.slice(0, 1)}`,
      brokerProperties: NEVER_BUSY,
    });
    client = new RocketmqClient({ nameServers: [cluster.nameServer] });
    brokerName = cluster.brokers[0]?.name ?? '';
    const queues = SCRIPTS * SCRIPT_QUEUES;
    const topic = { topicName: TOPIC, readQueueNums: queues, writeQueueNums: queues, perm: 6 };
    await client.createTopic(brokerName, topic);
  });

  afterAll(async () => {
    await client?.close();
    await cluster?.stop();
  });

  async function real(seed: number): Promise<unknown[]> {
    const firstQueue = (seed - 1) * SCRIPT_QUEUES;
    const place = { cluster: 'real', side: 'TARGET', step: 'RECOVER' } as const;
    const barrier = { topic: brokerName, brokerName, queueId: 0 };
    const producers = async (producerGroup: string): Promise<string[]> =>
      (await client.producerConnections(brokerName, producerGroup)).map(({ clientId }) => clientId);
    const settling = await client.openSendChannel(brokerName, {
      producerGroup: 'CONFORMANCE_SETTLE',
      clientId: `settle-${seed}@1`,
    });
    const answers = await runScript(makeScript(seed), String(seed), {
      topic: TOPIC,
      brokerName,
      firstQueue,
      reader: new RocketmqQueueReader(client, place),
      open: async (producerGroup, clientId) =>
        new RocketmqTargetChannel(
          await client.openSendChannel(brokerName, { producerGroup, clientId }),
          null,
        ),
      producers,
      async settle() {
        const { queueOffset } = await settling.sendBatch({
          topic: brokerName,
          queueId: 0,
          sysFlag: 0,
          bornTimestamp: Date.now(),
          entries: [{ flag: 0, body: Buffer.from('barrier'), properties: Buffer.alloc(0) }],
        });
        await waitFor(async () => (await client.range(barrier)).maxOffset > (queueOffset ?? 0), {
          timeoutMs: 10_000,
          what: 'the barrier to be visible',
          intervalMs: 5,
        });
      },
      untilNoticed: async (producerGroup, expected) => {
        await waitFor(async () => (await producers(producerGroup)).length === expected, {
          timeoutMs: 10_000,
          what: `${expected} connections of ${producerGroup}`,
          intervalMs: 10,
        });
      },
    });
    await settling.close();
    return answers;
  }

  it(`in ${SCRIPTS} scripts of sends, pulls, held pulls, ends of connections and lists of producers`, async () => {
    for (let seed = 1; seed <= SCRIPTS; seed++)
      expect(await real(seed), `script ${seed}`).toEqual(await simulated(seed));
  });
});
