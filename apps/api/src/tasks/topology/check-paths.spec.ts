import type { TaskView } from '@slipstream/shared';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addCluster, addTask, taskBody } from '../../testing/requests.js';
import { problemOf, startTestApi, type TestApi } from '../../testing/test-api.js';

let api: TestApi;
let count = 0;
let [a, b, c] = ['', '', ''];
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  count += 1;
  [a, b, c] = [
    await addCluster(api, `a${count}`),
    await addCluster(api, `b${count}`),
    await addCluster(api, `c${count}`),
  ];
});

const call = (method: string, path: string, body?: unknown) =>
  api.request(method, `/api/v1/tasks${path}`, { token: api.tokens.OPERATOR, body });
const body = (name: string, source: string, target: string, include: string[], more = {}) =>
  taskBody(`${name}-${count}`, source, target, { topics: { include }, ...more });

describe('paths through other tasks (T-10)', () => {
  it('refuses a second task from one topic into one topic, and names the first', async () => {
    await addTask(api, body('first', a, b, ['orders-*']));
    const problem = problemOf(await call('POST', '', body('second', a, b, ['ord*'])));
    expect([problem.status, problem.code]).toEqual([409, 'DUPLICATE_ROUTE']);
    expect(problem.detail).toContain(`"first-${count}"`);
    const refused = await call('POST', '', body('third', a, b, ['ord*'], { acknowledgeWarnings: true }));
    expect(problemOf(refused).code).toBe('DUPLICATE_ROUTE');
    await addTask(api, body('other', a, b, ['payments']));
  });

  it('lets a second one be made while the first is stopped, and refuses to start the first then', async () => {
    const first = await addTask(api, body('first', a, b, ['orders-*']));
    await call('POST', `/${first}/stop`);
    await addTask(api, body('second', a, b, ['orders-eu']));
    const problem = problemOf(await call('POST', `/${first}/start`));
    expect([problem.code, problem.detail]).toEqual([
      'DUPLICATE_ROUTE',
      expect.stringContaining(`"second-${count}"`),
    ]);
    expect((await call('PATCH', `/${first}`, { topics: { include: ['orders-us'] } })).status).toBe(200);
    expect((await call('POST', `/${first}/start`)).status).toBe(200);
  });

  it('checks an edit, and leaves the task as it was when it refuses', async () => {
    await addTask(api, body('first', a, b, ['orders']));
    const second = await addTask(api, body('second', a, b, ['payments']));
    await call('POST', `/${second}/stop`);
    const edit = await call('PATCH', `/${second}`, { topics: {} });
    expect(problemOf(edit).code).toBe('DUPLICATE_ROUTE');
    const after = (await call('GET', `/${second}`)).json as TaskView;
    expect([after.topics, after.generation]).toEqual([{ include: ['payments'] }, 1]);
  });

  it('asks to confirm a double path over another cluster, names the tasks, and asks only once', async () => {
    await addTask(api, body('ac', a, c, ['orders']));
    await addTask(api, body('cb', c, b, []));
    const problem = problemOf(await call('POST', '', body('ab', a, b, ['orders'])));
    expect([problem.status, problem.code]).toEqual([422, 'DOUBLE_PATH']);
    expect(problem.detail).toContain(
      `a${count}/orders → c${count}/orders (task "ac-${count}") → b${count}/orders (task "cb-${count}")`,
    );
    expect(problem.findings).toMatchObject([{ kind: 'DOUBLE_PATH', topics: 1 }]);
    const id = await addTask(api, body('ab', a, b, ['orders'], { acknowledgeWarnings: true }));
    await call('POST', `/${id}/stop`);
    expect((await call('POST', `/${id}/start`)).status).toBe(200);
    const [, cb] = ((await call('GET', `?search=-${count}`)).json as { items: TaskView[] }).items;
    await call('POST', `/${cb?.id}/stop`);
    expect((await call('POST', `/${cb?.id}/start`)).status).toBe(200);
  });

  it('asks at a start when another task has come in between', async () => {
    const ab = await addTask(api, body('ab', a, b, ['orders']));
    await call('POST', `/${ab}/stop`);
    await addTask(api, body('ac', a, c, ['orders']));
    await addTask(api, body('cb', c, b, ['orders']));
    expect(problemOf(await call('POST', `/${ab}/start`)).code).toBe('DOUBLE_PATH');
    expect((await call('POST', `/${ab}/start`, { acknowledgeWarnings: true })).status).toBe(200);
  });

  it('says nothing of rings: they end by themselves', async () => {
    await addTask(api, body('ab', a, b, []));
    await addTask(api, body('bc', b, c, []));
    expect((await call('POST', '', body('ca', c, a, []))).status).toBe(201);
  });

  it('lets only one of two requests at the same moment through', async () => {
    const answers = await Promise.all(
      ['x', 'y', 'z'].map((name) => call('POST', '', body(name, a, b, ['orders']))),
    );
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['201', '409', '409']);
  });
});
