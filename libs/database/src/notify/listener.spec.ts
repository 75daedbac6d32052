import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventRepository } from '../event/event-repository.js';
import { LeaseRepository } from '../lease/lease-repository.js';
import { TaskRepository } from '../task/task-repository.js';
import { useDatabase } from '../testing/use-database.js';
import type { Notification } from './channel.js';
import { NotificationListener } from './listener.js';

const database = useDatabase();
let told: Notification[];
let connections: number;
let errors: Error[];
let wake: () => void;
let listener: NotificationListener;

beforeEach(async () => {
  [told, connections, errors] = [[], 0, []];
  wake = () => undefined;
  listener = new NotificationListener(
    database.url,
    {
      onNotification: (notification) => {
        told.push(notification);
        wake();
      },
      onReconnect: () => {
        connections++;
        wake();
      },
      onError: (error) => errors.push(error),
    },
    { backoffMs: 10 },
  );
  listener.start();
  await until(() => connections === 1);
});

afterEach(() => listener.close());

/** Waits until something that was told makes it true. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise<void>((resolve) => (wake = resolve));
}

async function killListener(): Promise<void> {
  await database.dataSource.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'slipstream-listener' AND datname = current_database()`,
  );
}

describe('a listener', () => {
  it('is told what changes, by whom it may be', async () => {
    const task = await database.given.task();
    const worker = await database.given.worker();
    const [shard] = await new LeaseRepository(database.dataSource).claim(worker);
    await new EventRepository(database.dataSource).add({
      kind: 'TASK_CREATED',
      severity: 'INFO',
      taskId: task.id,
      actor: 'admin',
      details: {},
    });
    await until(() => told.some((notification) => notification.kind === 'event'));
    expect(told).toContainEqual({ kind: 'task', id: task.id, taskId: task.id });
    expect(told).toContainEqual({ kind: 'worker', id: worker });
    expect(told).toContainEqual({ kind: 'shard', id: shard?.id, taskId: task.id });
    expect(told).toContainEqual({ kind: 'event', id: expect.any(String), taskId: task.id });
  });

  it('is not told of what is rolled back', async () => {
    const task = await database.given.task();
    const tasks = new TaskRepository(database.dataSource);
    await until(() => told.length === 1);
    await expect(tasks.delete(task.id)).rejects.toThrow('stop it first');
    await tasks.stop(task.id);
    await until(() => told.length >= 2);
    expect(told).toHaveLength(2);
  });

  it('connects again when its connection is cut, says so, and hears again', async () => {
    await killListener();
    await until(() => connections === 2);
    expect(errors).not.toEqual([]);
    await killListener();
    await until(() => connections === 3);
    const task = await database.given.task();
    await until(() => told.some((notification) => notification.id === task.id));
  });

  it('ends for good when it is closed while it is cut off', async () => {
    await killListener();
    await listener.close();
    const backends = (): Promise<unknown> =>
      database.dataSource.query(
        `SELECT 1 FROM pg_stat_activity WHERE application_name = 'slipstream-listener' AND datname = current_database()`,
      );
    await expect.poll(backends).toEqual([]);
    expect(connections).toBe(1);
  });

  it('ends for good when it is closed while it connects to a server that says nothing', async () => {
    const connected = Promise.withResolvers<void>();
    const silent = createServer((socket) => {
      socket.resume();
      connected.resolve();
    }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const connecting = new NotificationListener(`postgres://nobody@127.0.0.1:${port}/none`, {
      onNotification: () => undefined,
      onReconnect: () => undefined,
    });
    connecting.start();
    await connected.promise;
    await expect(connecting.close()).resolves.toBeUndefined();
    silent.close();
  });
});
