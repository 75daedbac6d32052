import type { TaskView, TestMessageView } from '@slipstream/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api-client.ts';
import { createTopic } from '../support/load.ts';
import { startPair, type Pair } from '../support/pair.ts';
import { untilState } from '../support/tasks.ts';

let pair: Pair;
let api: ApiClient;

beforeAll(async () => {
  pair = await startPair({ source: { version: '4.9.7' }, target: { version: '5.5.0' } });
  ({ api } = pair);
});

afterAll(() => pair?.stop());

/** A running task over one topic; `back`: from the 5.5.0 cluster to the 4.9.7 one. */
async function running(topic: string, back: boolean, filter: object): Promise<TaskView> {
  await createTopic(back ? pair.targetClient : pair.sourceClient, topic, 2);
  const task = await api.createTask({
    name: topic,
    level: 'TOPIC',
    sourceClusterId: back ? pair.west : pair.east,
    targetClusterId: back ? pair.east : pair.west,
    routes: [{ sourceTopic: topic, targetTopic: `${topic}-copy`, filter }],
  });
  await untilState(api, task.id, 'RUNNING');
  return task;
}

const send = (task: TaskView, body: object): Promise<TestMessageView> =>
  api.post(`/tasks/${task.id}/test-message`, body);

describe.each([
  ['4.9.7 to 5.5.0', false],
  ['5.5.0 to 4.9.7', true],
])('V-03: a test message from %s', (_pair, back) => {
  const name = back ? 'back' : 'there';

  it('is found at the target with its id, its properties and the time between', async () => {
    const topic = `tm-plain-${name}`;
    const task = await running(topic, back, { type: 'NONE' });
    const message = await send(task, { topic, tag: 'trial', key: 'key-1', body: '你好' });
    expect(message.source).toMatchObject({ topic, offset: '0', offsetMessageId: expect.any(String) });
    expect(message.copies).toMatchObject([
      {
        state: 'FOUND',
        place: { topic: `${topic}-copy`, queue: message.source.queue, offset: '0' },
        bodyEqual: true,
        changedProperties: [],
        addedProperties: ['REPL_ORIGIN', 'REPL_PATH', 'REPL_POS'],
      },
    ]);
    const [copy] = message.copies;
    // One machine, one clock: both ways of measuring tell the same story.
    expect(copy?.betweenMs).toBeGreaterThanOrEqual(0);
    expect(copy?.betweenMs).toBeLessThan(3_000);
    expect(copy?.seenMs).toBeLessThan(3_000);
    expect((await api.events(task.id)).map(({ kind, actor }) => [kind, actor])).toContainEqual([
      'TEST_MESSAGE_SENT',
      'admin',
    ]);
    const again = await api.get<TestMessageView>(`/tasks/${task.id}/test-message/${message.id}`);
    expect(again.copies[0]?.place).toEqual(copy?.place);
  });

  it.each([
    ['TAG', 'paid || sent', 'paid'],
    ['SQL92', "TAGS = 'paid'", 'paid'],
  ])('that a %s filter keeps away says so, one that it lets pass arrives', async (type, expression, tag) => {
    const topic = `tm-${type.toLowerCase()}-${name}`;
    const task = await running(topic, back, { type, expression });
    const kept = await send(task, { topic, tag: 'trial' });
    expect(kept.copies).toMatchObject([{ state: 'FILTERED', why: 'FILTERED', place: null }]);
    const passed = await send(task, { topic, tag });
    expect(passed.copies).toMatchObject([{ state: 'FOUND', bodyEqual: true }]);
  });
});

describe('V-03: a test message', () => {
  it('is refused with the reason while the task is stopped', async () => {
    const topic = 'tm-refused';
    const task = await running(topic, false, { type: 'NONE' });
    await api.post(`/tasks/${task.id}/stop`);
    await untilState(api, task.id, 'STOPPED');
    const refused = await send(task, { topic }).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      status: 409,
      problem: { code: 'TASK_STATE_CONFLICT', detail: 'The task is stopped; start it first.' },
    });
  });
});
