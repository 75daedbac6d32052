/**
 * Usage: npm run scale:sync -- [--topics 5000] [--groups 2000] [--window 30]: what it costs to keep the metadata of many topics
 * and groups, and the progress of all groups, the same on a second cluster. Brokers of 5.5.0; each topic has one queue, a few
 * have messages and all groups' offsets, so that what is measured is the sync and not the copying.
 */
import { parseArgs } from 'node:util';
import { waitFor } from '@slipstream/stack';
import { Deployment } from '../support/deployment.ts';
import { createGroup } from '../support/groups.ts';
import { untilState } from '../support/tasks.ts';
import { beginMeasuring, CountedCluster, groupName, topicName, type Spent } from './sync-bench.ts';

const { values } = parseArgs({
  options: {
    topics: { type: 'string', default: '5000' },
    groups: { type: 'string', default: '2000' },
    window: { type: 'string', default: '30' },
  },
});
const topics = Number(values.topics);
const groups = Number(values.groups);
const windowMs = Number(values.window) * 1_000;
const SETTLE_MS = 600_000;
/** Requests of the copying itself, and of this program. */
const COPYING = /pull_message|send_batch|send_message|heart_beat|unregister|get_max_offset|get_min_offset/;

const rows: string[] = [];
function note(what: string, { seconds, workerCpu, requests }: Spent, rounds: number): void {
  const perRound = [...requests].filter(([name]) => !COPYING.test(name));
  const sum = perRound.reduce((total, [, count]) => total + count, 0);
  rows.push(
    `| ${what} | ${rounds} | ${seconds.toFixed(1)} | ${workerCpu.toFixed(2)} | ${(workerCpu / Math.max(1, rounds)).toFixed(3)} | ${(sum / Math.max(1, rounds)).toFixed(1)} |`,
  );
  console.log(rows.at(-1), perRound.map(([name, count]) => `${name} ${count}`).join(', '));
}

const [source, target, deployment] = await Promise.all([
  CountedCluster.start('many-source'),
  CountedCluster.start('many-target'),
  Deployment.start({ env: { LOG_LEVEL: 'warn' } }),
]);
const clusters = { source, target };
const { api } = deployment;
try {
  await source.fill(topics, groups);
  console.log('filled', await source.counts());
  const [sourceClusterId, targetClusterId] = [
    await api.registerCluster('many-source', source.cluster.nameServer),
    await api.registerCluster('many-target', target.cluster.nameServer),
  ];
  const measure = (): ReturnType<typeof beginMeasuring> =>
    beginMeasuring(deployment.pid('worker-1'), clusters);

  const first = await measure();
  const task = await api.createTask({
    name: 'many',
    sourceClusterId,
    targetClusterId,
    topics: { include: ['many-*'] },
    groups: { include: ['many-*'] },
  });
  for (const [what, count] of [
    ['topics', topics],
    ['groups', groups],
    ['offsets', groups],
  ] as const) {
    await waitFor(async () => (await target.counts())[what] >= count, {
      timeoutMs: SETTLE_MS,
      intervalMs: 1_000,
      what: `all ${what} at the target`,
    });
    note(`until all ${count} ${what} are there`, await first(), 1);
  }
  await waitFor(async () => (await api.task(task.id)).status.lagMessages === '0', {
    timeoutMs: SETTLE_MS,
    what: 'no lag',
  });

  /** Looks of both parts that end within the window; `each` runs once per second. */
  const observe = async (what: string, each: (second: number) => Promise<unknown>): Promise<void> => {
    const looks = { metadata: new Set<string>(), progress: new Set<string>() };
    const spent = await measure();
    const until = performance.now() + windowMs;
    for (let second = 0; performance.now() < until; second++) {
      await each(second);
      for (const part of ['metadata', 'progress'] as const)
        looks[part].add((await api.lastLook(task.id, part))?.lookedAt ?? '');
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    note(what, await spent(), Math.max(looks.metadata.size, looks.progress.size) - 1);
  };
  const nothing = (): Promise<void> => Promise.resolve();
  await observe('rounds after which it was still busy', nothing);
  await observe('rounds without a change', nothing);
  await observe('rounds with a topic, a group and an offset changed each second', async (second) => {
    await source.client.createTopic(source.brokerName, {
      topicName: topicName(100 + second),
      readQueueNums: 2,
      writeQueueNums: 2,
      perm: 6,
    });
    await createGroup(source, groupName(second), { retryMaxTimes: 3 + (second % 10) });
    await source.commit(second, 150);
  });
  await api.post(`/tasks/${task.id}/stop`);
  await untilState(api, task.id, 'STOPPED');
  await api.patch(`/tasks/${task.id}`, {
    metadata: { topics: false, groups: false, accounts: false, propagateDeletes: false },
    progress: { toTarget: false, toSource: false },
  });
  await api.post(`/tasks/${task.id}/start`);
  await untilState(api, task.id, 'RUNNING', 120_000);
  await observe('the same task just started, nothing synced', nothing);
  await observe('the same task with nothing synced: the copying itself', nothing);
  console.log(
    `\n${topics} topics, ${groups} groups\n| what | rounds | seconds | worker CPU, s | CPU per round, s | requests per round |\n| --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}`,
  );
} finally {
  await deployment.stop();
  await Promise.all([source.stop(), target.stop()]);
}
