import { beforeEach, describe, expect, it } from 'vitest';
import { ProgressCluster } from '../testing/progress-cluster.js';
import { applyProgress, previewProgress, type ByHand } from './by-hand.js';
import { toProgressViews } from './views.js';

const QUEUE = { topic: 'orders', brokerName: 'b', queueId: 0 };
let x: ProgressCluster;
let y: ProgressCluster;
let slept: number;
let duringSleep: () => void;

beforeEach(() => {
  [x, y, slept, duringSleep] = [new ProgressCluster(['b']), new ProgressCluster(['b']), 0, () => undefined];
  for (const group of ['g', 'h']) {
    y.listed.add(group);
    x.listed.add(group);
  }
  x.storeLocal(QUEUE, 20);
  y.storeLocal(QUEUE, 7);
  for (let sourceOffset = 0; sourceOffset < 20; sourceOffset++)
    y.store(QUEUE, { streamKey: 'k-0', generation: 0, sourceOffset, path: ['X'] });
  x.commit(QUEUE, 'g', 5);
  x.commit(QUEUE, 'h', 6);
});

function deps(): ByHand {
  const start = { generation: 0, sourceOffset: 0, targetOffset: 7 };
  return {
    taskId: 't',
    source: { client: x, clusterId: 'X' },
    target: { client: y, clusterId: 'Y' },
    streams: [
      {
        id: 1,
        taskId: 't',
        key: 'k-0',
        copiesTo: 'TARGET',
        source: QUEUE,
        target: QUEUE,
        filtered: false,
        retired: false,
        start,
        position: { generation: 0, sourceOffset: 20, targetOffset: 27 },
        pairs: [],
        sourceMax: 20,
      },
    ],
    selects: () => true,
    clock: {
      now: () => slept,
      sleep: (ms) => {
        slept += ms;
        duringSleep();
        return Promise.resolve();
      },
    },
  };
}

describe('progress carried by hand (P-02, P-04)', () => {
  it('is shown before, queue by queue, and nothing is written by that', async () => {
    const plan = await previewProgress(deps(), { sense: 'TO_TARGET', groups: ['g'] });
    expect(plan.writes).toEqual([
      { sense: 'TO_TARGET', consumerGroup: 'g', queue: QUEUE, was: null, offset: 12 },
    ]);
    expect(toProgressViews(plan.topics)).toMatchObject([
      {
        consumerGroup: 'g',
        why: null,
        syncedAt: null,
        queues: [{ fromOffset: '5', fromMax: '20', toOffset: null, toMax: '27', translated: '12' }],
      },
    ]);
    expect(y.committed(QUEUE, 'g')).toBeUndefined();
    expect(slept).toBeGreaterThanOrEqual(1_500);
  });

  it('is what was shown: what has moved since is left alone', async () => {
    const preview = await previewProgress(deps(), { sense: 'TO_TARGET' });
    x.commit(QUEUE, 'h', 9);
    const done = await applyProgress(deps(), { sense: 'TO_TARGET' }, preview);
    expect(toProgressViews(done.topics)).toMatchObject([
      { consumerGroup: 'g', queues: [{ toOffset: '12', translated: '12' }] },
      { consumerGroup: 'h', queues: [{ toOffset: null, translated: '16' }] },
    ]);
    expect([y.committed(QUEUE, 'g'), y.committed(QUEUE, 'h')]).toEqual([12, undefined]);
  });

  it('is held where offsets move by themselves, unless the person says that it is to be written all the same', async () => {
    y.commit(QUEUE, 'g', 8);
    duringSleep = () => y.commit(QUEUE, 'g', 9);
    const wish = { sense: 'TO_TARGET' as const, groups: ['g'] };
    expect((await previewProgress(deps(), wish)).topics[0]?.queues[0]?.why).toBe('MOVING_BY_ITSELF');
    y.commit(QUEUE, 'g', 8);
    await applyProgress(deps(), { ...wish, overrideLive: true });
    expect(y.committed(QUEUE, 'g')).toBe(12);
  });

  it('goes back to the source, too', async () => {
    y.commit(QUEUE, 'g', 20);
    await applyProgress(deps(), { sense: 'TO_SOURCE', groups: ['g'] });
    expect(x.committed(QUEUE, 'g')).toBe(13);
  });
});
