import { beforeEach, describe, expect, it } from 'vitest';
import type { GroupProgressRecord, ProgressStreamRecord } from '@slipstream/database';
import { AbortedError } from '@slipstream/replication';
import { ProgressCluster } from '@slipstream/replication/testing';
import { SYNC_INTERVAL_MS, type ProgressSync as ProgressSpec, type Reason } from '@slipstream/shared';
import { A_FLOW } from '../testing/flow-of-metrics.js';
import { ProgressSync } from './progress-sync.js';

const QUEUE = { topic: 'orders', brokerName: 'b', queueId: 0 };
let x: ProgressCluster;
let y: ProgressCluster;
let stream: ProgressStreamRecord;
let saved: Map<string, GroupProgressRecord>;
let saves: number;
let statuses: (Reason | null)[];
let events: Record<string, unknown>[];
let troubles: string[];
let mayWrite: boolean;
let stored: { consumerGroup: string; sense: 'TO_TARGET' | 'TO_SOURCE' }[];

beforeEach(() => {
  x = new ProgressCluster(['b']);
  y = new ProgressCluster(['b']);
  y.listed.add('g');
  x.storeLocal(QUEUE, 10);
  y.storeLocal(QUEUE, 5);
  for (let sourceOffset = 0; sourceOffset < 10; sourceOffset++)
    y.store(QUEUE, { streamKey: 'k-0', generation: 0, sourceOffset, path: ['x'] });
  const start = { generation: 0, sourceOffset: 0, targetOffset: 5 };
  stream = {
    id: 1,
    taskId: A_FLOW.taskId,
    key: 'k-0',
    copiesTo: 'TARGET',
    source: QUEUE,
    target: QUEUE,
    filtered: false,
    retired: false,
    start,
    position: { generation: 0, sourceOffset: 10, targetOffset: 15 },
    pairs: [],
    sourceMax: 10,
  };
  [saved, saves, statuses, events, troubles, mayWrite, stored] = [new Map(), 0, [], [], [], true, []];
});

/** Runs so many looks, `between` before each but the first. */
async function looks(
  count: number,
  between: (look: number) => void = () => undefined,
  progress: ProgressSpec = { toTarget: true, toSource: false },
): Promise<void> {
  const ending = new AbortController();
  let now = 0;
  let look = 1;
  const clock = {
    now: () => now,
    monotonic: () => now,
    sleep: (ms: number) => {
      if (look === count) ending.abort();
      if (ending.signal.aborted) return Promise.reject(new AbortedError());
      now += ms;
      between(++look);
      return Promise.resolve();
    },
  };
  const sync = new ProgressSync(
    { flow: { ...A_FLOW, progress }, incarnation: { mayWrite: () => mayWrite }, source: x, target: y, clock },
    {
      progress: {
        streams: () => Promise.resolve([stream]),
        heads: () => Promise.resolve([stream]),
        save: (_, rows) => {
          saves += rows.length;
          for (const row of rows) saved.set(row.consumerGroup, row);
          return Promise.resolve();
        },
        prune: (_, isKept) =>
          Promise.resolve(
            stored
              .map((row) => ({ ...row, fromTopic: 'orders', toTopic: 'orders', why: null }))
              .filter((row) => isKept(row)),
          ),
      },
      status: {
        save: (_, part, { reason }) => {
          expect(part).toBe('PROGRESS');
          statuses.push(reason);
          return Promise.resolve();
        },
      },
      events: {
        add: (event) => {
          events.push({ kind: event.kind, ...event.details });
          return Promise.resolve();
        },
      },
      onTrouble: (what) => troubles.push(what),
    },
  );
  await sync.run(ending.signal).catch((error: unknown) => {
    if (!(error instanceof AbortedError)) throw error;
  });
  expect(troubles).toEqual([]);
}

describe('progress of a task (P-01)', () => {
  it('is carried every 5 s, and stored when it has changed', async () => {
    x.commit(QUEUE, 'g', 4);
    await looks(4, (look) => {
      if (look === 4) x.commit(QUEUE, 'g', 6);
    });
    expect(SYNC_INTERVAL_MS).toBe(5_000);
    expect(y.committed(QUEUE, 'g')).toBe(11);
    expect(saved.get('g')).toMatchObject({
      why: null,
      queues: [{ fromOffset: '6', toOffset: '11', translated: '11', toMax: '15', fromMax: '10' }],
    });
    expect(saves).toBe(3);
    expect(statuses).toEqual([null, null, null, null]);
  });

  it('that nobody wants is dropped and not looked at', async () => {
    x.commit(QUEUE, 'g', 4);
    await looks(3, undefined, { toTarget: false, toSource: false });
    expect(statuses).toEqual([null]);
    expect(x.takeCalls()).toEqual({});
  });

  it('is not written by an owner whose lease may be over', async () => {
    x.commit(QUEUE, 'g', 4);
    mayWrite = false;
    await looks(3);
    expect(y.committed(QUEUE, 'g')).toBeUndefined();
    expect(saves).toBe(0);
  });

  it('says once that a group is held because it is consuming there', async () => {
    x.commit(QUEUE, 'g', 4);
    y.members.add('b@g');
    await looks(4, () => x.commit(QUEUE, 'g', 5));
    expect(events).toEqual([
      expect.objectContaining({ kind: 'PROGRESS_HELD', consumerGroup: 'g', why: 'LIVE_MEMBERS' }),
    ]);
    expect(saved.get('g')?.why).toBe('LIVE_MEMBERS');
  });

  it('says which broker does not answer, and goes on when it does', async () => {
    x.commit(QUEUE, 'g', 4);
    y.down.add('b');
    await looks(4, (look) => {
      if (look === 3) y.down.clear();
    });
    expect(statuses.map((reason) => reason?.code)).toEqual([
      'BROKER_UNREACHABLE',
      'BROKER_UNREACHABLE',
      undefined,
      undefined,
    ]);
    expect(y.committed(QUEUE, 'g')).toBe(9);
  });
});
