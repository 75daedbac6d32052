import { expect, it } from 'vitest';
import { ProgressCluster } from '../testing/progress-cluster.js';
import { applyPlan } from './apply.js';
import { ProgressEngine, type ProgressQuestion } from './progress-engine.js';
import type { ProgressStream } from './stream.js';

const [TOPICS, QUEUES, GROUPS, TOPICS_OF_GROUP, COPIES] = [5_000, 4, 2_000, 3, 12];
const BROKERS = ['b1', 'b2'];

/** Two clusters with 5,000 topics of 4 queues each, all copied, and 2,000 groups of 3 topics each. */
function given() {
  const [x, y] = [new ProgressCluster(BROKERS), new ProgressCluster(BROKERS)];
  const streams: ProgressStream[] = [];
  for (let topic = 0; topic < TOPICS; topic++)
    for (let queueId = 0; queueId < QUEUES; queueId++) {
      const id = streams.length;
      const queue = { topic: `topic-${topic}`, brokerName: BROKERS[queueId % 2] ?? '', queueId };
      x.storeLocal(queue, COPIES);
      for (let sourceOffset = 0; sourceOffset < COPIES; sourceOffset++)
        y.store(queue, { streamKey: `flow-${id}`, generation: 0, sourceOffset, path: ['X'] });
      const start = { generation: 0, sourceOffset: 0, targetOffset: 0 };
      const position = { generation: 0, sourceOffset: COPIES, targetOffset: COPIES };
      streams.push({
        id,
        taskId: 't',
        key: `flow-${id}`,
        copiesTo: 'TARGET',
        source: queue,
        target: queue,
        filtered: false,
        retired: false,
        start,
        position,
        pairs: [],
        sourceMax: COPIES,
      });
    }
  const commit = (group: number, offset: number): void => {
    for (let i = 0; i < TOPICS_OF_GROUP; i++)
      for (let queueId = 0; queueId < QUEUES; queueId++) {
        const topic = `topic-${(group * TOPICS_OF_GROUP + i) % TOPICS}`;
        const queue = { topic, brokerName: BROKERS[queueId % 2] ?? '', queueId };
        x.commit(queue, `group-${group}`, offset);
      }
  };
  for (let group = 0; group < GROUPS; group++) {
    commit(group, 1 + (group % COPIES));
    y.listed.add(`group-${group}`);
  }
  return { x, y, streams, commit };
}

it('2,000 groups on 5,000 topics: a full look costs a bounded number of requests, one at clusters that stayed the same next to nothing', async () => {
  const { x, y, streams, commit } = given();
  let now = 0;
  const engine = new ProgressEngine({
    taskId: 't',
    source: { client: x, clusterId: 'X' },
    target: { client: y, clusterId: 'Y' },
    clock: { now: () => now, sleep: () => Promise.resolve() },
  });
  const question: ProgressQuestion = { senses: ['TO_TARGET'], streams, selects: () => true };
  const measured = async () => {
    now += 5_000;
    x.takeCalls();
    y.takeCalls();
    y.encodingMs = 0;
    const before = process.cpuUsage();
    const plan = await engine.look(question);
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6 - y.encodingMs / 1e3;
    return { plan, seconds, calls: { x: x.takeCalls(), y: y.takeCalls() } };
  };
  const pairs = GROUPS * TOPICS_OF_GROUP * QUEUES;
  const first = await measured();
  expect(first.calls.y['pull']).toBeLessThanOrEqual(pairs);
  const second = await measured();
  expect(second.plan.writes).toHaveLength(pairs);
  await applyPlan(second.plan, {
    clientTo: () => y,
    mayWrite: () => true,
    wrote: (write, at) => engine.wrote(write, at),
    now: () => now,
  });
  const third = await measured();
  expect(third.plan.writes).toEqual([]);
  const same = await measured();
  expect(same.calls).toEqual({ x: { consumerOffsets: 2 }, y: { consumerOffsets: 2 } });
  for (let group = 0; group < 20; group++) commit(group, COPIES);
  const few = await measured();
  expect(few.calls.y['pull']).toBeLessThanOrEqual(pairs);
  for (const { seconds } of [third, few]) expect(seconds).toBeLessThan(5);
}, 60_000);
