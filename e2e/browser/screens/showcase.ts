import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { startRocketmq } from '@slipstream/stack';
import type { ApiClient } from '../../support/api-client.ts';
import { createTopic } from '../../support/load.ts';
import { SteadyLoad } from '../../support/steady-load.ts';
import { untilState } from '../../support/tasks.ts';
import { bench } from '../bench.ts';
import type { World } from './world.ts';

/** One turn of the traffic, ms; its rates, messages/s: a day of a shop in a quarter of an hour, with the evening's sale. */
const TURN_MS = 20_000;
const RATES = [
  140, 150, 170, 200, 240, 280, 300, 310, 290, 260, 230, 220, 210, 230, 270, 330, 420, 560, 720, 840, 900,
  860, 760, 640, 540, 470, 420, 380, 350, 330, 310, 300, 290, 280, 270, 260, 260, 250, 250, 240, 240, 230,
];
/** Turns in which a throttle holds the task back, so that the charts have something to tell. */
const HELD_BACK = { from: 18, until: 21, messagesPerSecond: 600 };

/** How long it takes to make one, and what is needed around it, ms. */
export const SHOWCASE_MS = RATES.length * TURN_MS + 300_000;

/** What a showcase needs to be ended. */
export interface Showcase {
  stop: () => Promise<void>;
}

/** For pictures only: a third cluster for the map, and a quarter of an hour of traffic for the charts; it goes on until it is stopped. */
export async function makeShowcase(api: ApiClient, { clusters, tasks }: World): Promise<Showcase> {
  const singapore = await startRocketmq({ version: '5.3.3', name: 'singapore' });
  const shanghai = new RocketmqClient({ nameServers: [bench.targetNameServer] });
  for (const topic of ['members-events', 'audit']) await createTopic(shanghai, topic, 4);
  await shanghai.close();
  const singaporeId = await api.registerCluster('singapore-5x', singapore.nameServer);
  const onward = await api.createTask({
    name: 'shanghai-to-singapore',
    sourceClusterId: clusters.target,
    targetClusterId: singaporeId,
    topics: { include: ['members-events', 'audit'] },
  });
  await untilState(api, onward.id, 'RUNNING');

  const source = new RocketmqClient({ nameServers: [bench.sourceNameServer] });
  const brokerName = [...(await source.clusterInfo()).brokers.keys()][0] ?? '';
  const turn = async (rate: number): Promise<void> => {
    const load = await SteadyLoad.start(source, brokerName, {
      topics: ['orders', 'payments'],
      queues: 4,
      rate,
      bodyBytes: 400,
    });
    await new Promise((resolve) => setTimeout(resolve, TURN_MS));
    await load.stop();
  };
  for (const [index, rate] of RATES.entries()) {
    if (index === HELD_BACK.from)
      await api.patch(`/tasks/${tasks.running}`, {
        throttle: { messagesPerSecond: HELD_BACK.messagesPerSecond },
      });
    if (index === HELD_BACK.until) await api.patch(`/tasks/${tasks.running}`, { throttle: {} });
    await turn(rate);
  }
  let stopped = false;
  const going = (async () => {
    while (!stopped) await turn(RATES.at(-1) ?? 0);
  })();
  return {
    stop: async () => {
      stopped = true;
      await going;
      await source.close();
      for (const id of [onward.id]) await api.post(`/tasks/${id}/stop`);
      await untilState(api, onward.id, 'STOPPED');
      await singapore.stop();
    },
  };
}
