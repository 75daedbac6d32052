import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addCluster, addTask, taskBody } from '../testing/requests.js';
import { startTestApi, type TestApi } from '../testing/test-api.js';
import { CLIENTS_MAX, EventStreamHub } from './event-stream.hub.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

/** Reads events until one is as expected; gives their names so far. */
async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array>, expected: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  while (!text.includes(expected)) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`the stream ended before ${expected}: ${text}`);
    text += decoder.decode(value, { stream: true });
  }
  return text;
}

async function open(token: string): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const response = await fetch(`${api.url}/api/v1/events/stream`, {
    headers: { cookie: `slipstream_session=${token}` },
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  if (response.body === null) throw new Error('no body');
  return response.body.getReader();
}

describe('event stream', () => {
  it('pings at once, then tells of clusters, tasks and events as they change', async () => {
    const reader = await open(api.tokens.VIEWER);
    await readUntil(reader, 'event: ping\ndata: {}\n\n');
    const source = await addCluster(api, 'sse-s');
    await readUntil(reader, `event: cluster\ndata: {"id":"${source}"}`);
    const task = await addTask(api, taskBody('sse', source, await addCluster(api, 'sse-t')));
    const text = await readUntil(reader, `event: event\ndata: {"taskId":"${task}"`);
    expect(text).toContain(`event: task\ndata: {"taskId":"${task}"}`);
    await reader.cancel();
    await vi.waitFor(() => expect(api.app.get(EventStreamHub).size).toBe(0));
  });

  it('outlives the figures of thousands of tasks at once, and says that every task may be concerned', async () => {
    const reader = await open(api.tokens.VIEWER);
    await readUntil(reader, 'event: ping');
    const told = readUntil(reader, 'event: sample\ndata: {"taskId":null}\n\n');
    await api.dataSource.query(
      `SELECT pg_notify('slipstream', json_build_object('kind', 'sample', 'id', n::text, 'taskId', gen_random_uuid())::text)
       FROM generate_series(1, 5000) n`,
    );
    expect((await told).length).toBeLessThan(1000);
    expect(api.app.get(EventStreamHub).size).toBe(1);
    await reader.cancel();
    await vi.waitFor(() => expect(api.app.get(EventStreamHub).size).toBe(0));
  });

  it('is dropped when it is read too slowly, and others are not', async () => {
    const hub = api.app.get(EventStreamHub);
    const slow = await open(api.tokens.VIEWER);
    const fast = await open(api.tokens.VIEWER);
    expect(hub.size).toBe(2);
    const reading = readUntil(fast, 'the-last-one');
    // The sockets' own buffers take some megabytes before the server sees that nobody reads.
    for (let round = 0; round < 400 && hub.size === 2; round++) {
      for (let count = 0; count < 100; count++) hub.publish('task', { taskId: 'x'.repeat(500) });
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(hub.size).toBe(1);
    hub.publish('task', { taskId: 'the-last-one' });
    await reading;
    await Promise.all([fast.cancel(), slow.cancel().catch(() => undefined)]);
    expect(CLIENTS_MAX).toBeGreaterThan(1000);
  });
});
