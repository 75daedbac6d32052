import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../testing/use-database.js';
import { EventRepository } from './event-repository.js';

const database = useDatabase();
const TASK = '00000000-0000-4000-8000-000000000001';
let events: EventRepository;

beforeEach(() => {
  events = new EventRepository(database.dataSource);
});

async function add(taskId: string | null, n: number): Promise<void> {
  await events.add({ kind: 'RETENTION_GAP', severity: 'WARNING', taskId, actor: null, details: { n } });
}

describe('events (O-04)', () => {
  it('are listed newest first, of one task or of all', async () => {
    await add(TASK, 1);
    await add(null, 2);
    await add(TASK, 3);
    expect((await events.list(TASK, { limit: 10 })).map((event) => event.details)).toEqual([
      { n: 3 },
      { n: 1 },
    ]);
    expect((await events.list(undefined, { limit: 10 })).map((event) => event.details['n'])).toEqual([
      3, 2, 1,
    ]);
  });

  it('come in pages', async () => {
    for (let n = 1; n <= 5; n++) await add(TASK, n);
    const first = await events.list(TASK, { limit: 2 });
    const second = await events.list(TASK, { limit: 2, before: first.at(-1)?.id });
    expect([...first, ...second].map((event) => event.details['n'])).toEqual([5, 4, 3, 2]);
  });

  it('say when, what and who', async () => {
    await events.add({
      kind: 'TASK_STOPPED',
      severity: 'INFO',
      taskId: TASK,
      actor: 'admin',
      details: { a: ['中'] },
    });
    const [event] = await events.list(TASK, { limit: 1 });
    expect(event).toMatchObject({ kind: 'TASK_STOPPED', severity: 'INFO', taskId: TASK, actor: 'admin' });
    expect(event?.details).toEqual({ a: ['中'] });
    expect(Math.abs(Date.parse(event?.at ?? '') - Date.now())).toBeLessThan(60_000);
  });
});
