import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../testing/use-database.js';
import { ThrottleRepository, type ThrottleDemandRecord } from './throttle-repository.js';

const database = useDatabase();
const A = '00000000-0000-4000-8000-00000000000a';
const B = '00000000-0000-4000-8000-00000000000b';
const demand = (messages: number, waiting = 1): ThrottleDemandRecord => ({
  messages,
  bytes: messages * 10,
  waiting,
  messageShare: 0.25,
  byteShare: 1,
});
let throttles: ThrottleRepository;

beforeEach(() => {
  throttles = new ThrottleRepository(database.dataSource);
});

describe('workers of a throttled task (T-08)', () => {
  it('read its throttle, and what each other wants, but not themselves', async () => {
    const { id } = await database.given.task({ throttle: { messagesPerSecond: 1_000 } });
    const first = await throttles.exchange(A, new Map([[id, demand(5)]]));
    expect(first).toEqual([{ taskId: id, throttle: { messagesPerSecond: 1_000 }, others: [] }]);
    await throttles.exchange(B, new Map([[id, demand(7, 3)]]));
    await throttles.exchange(B, new Map([[id, demand(8, 4)]]));
    const [record] = await throttles.exchange(A, new Map([[id, demand(6)]]));
    expect(record?.others).toEqual([demand(8, 4)]);
  });

  it('say which parts they have taken, before they use them', async () => {
    const { id } = await database.given.task({ throttle: { messagesPerSecond: 1_000 } });
    await throttles.exchange(B, new Map([[id, demand(7)]]));
    await throttles.take(B, id, 0.5, 0.75);
    const [record] = await throttles.exchange(A, new Map([[id, demand(6)]]));
    expect(record?.others).toEqual([{ ...demand(7), messageShare: 0.5, byteShare: 0.75 }]);
  });

  it('say nothing of a task without a throttle, nor of one that is gone', async () => {
    const { id } = await database.given.task();
    const demands = new Map([
      [id, demand(5)],
      [A, demand(1)],
    ]);
    await throttles.exchange(B, demands);
    expect(await throttles.exchange(A, demands)).toEqual([{ taskId: id, throttle: {}, others: [] }]);
  });

  it('do not count any more when they left, or were silent for as long as a lease lasts', async () => {
    const { id } = await database.given.task({ throttle: { bytesPerSecond: 5_000 } });
    const others = async (): Promise<unknown> =>
      (await throttles.exchange(A, new Map([[id, demand(1)]])))[0]?.others;
    await throttles.exchange(B, new Map([[id, demand(2)]]));
    await throttles.leave(B, id);
    expect(await others()).toEqual([]);
    await throttles.exchange(B, new Map([[id, demand(2)]]));
    expect(await others()).toEqual([demand(2)]);
    await database.dataSource.query(
      `UPDATE throttle_demand SET updated_at = updated_at - interval '2 minutes' WHERE worker_id = $1`,
      [B],
    );
    expect(await others()).toEqual([]);
    await throttles.deleteStale();
    expect(await database.dataSource.query('SELECT worker_id FROM throttle_demand')).toEqual([
      { worker_id: A },
    ]);
  });
});
