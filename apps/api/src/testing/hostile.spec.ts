import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCluster, addTask, clusterBody, taskBody } from './requests.js';
import { problemOf, startTestApi, type TestApi } from './test-api.js';

/** A request with a valid body, and every field that it has. */
interface Target {
  name: string;
  method: string;
  path: () => string;
  body: () => Record<string, unknown>;
  /** Dotted paths of fields, and whether each is needed. */
  fields: Record<string, 'needed' | 'optional'>;
}

let api: TestApi;
let source: string;
let target: string;
let task: string;
beforeAll(async () => {
  api = await startTestApi();
  [source, target] = [await addCluster(api, 'h-s'), await addCluster(api, 'h-t')];
  task = await addTask(api, taskBody('hostile', source, target));
  await api.request('POST', `/api/v1/tasks/${task}/stop`, { token: api.tokens.ADMIN });
});
afterAll(() => api.close());

const cluster = () => clusterBody('fresh', { aclEnabled: true, accessKey: 'a', secretKey: 'b' });
const clusterFields = {
  name: 'needed',
  clusterId: 'needed',
  networkType: 'needed',
  nameServers: 'needed',
  aclEnabled: 'needed',
  accessKey: 'needed',
  secretKey: 'needed',
} as const;
const routes = () => [{ sourceTopic: 'a', targetTopic: 'b', filter: { type: 'TAG', expression: 'x' } }];
const topicTask = () =>
  taskBody('fresh', source, target, {
    level: 'TOPIC',
    topics: {},
    routes: routes(),
    startFrom: { type: 'TIMESTAMP', timestamp: 5 },
    tag: { key: 'dc', value: 'x' },
  });
const taskFields = {
  name: 'needed',
  direction: 'needed',
  level: 'needed',
  sourceClusterId: 'needed',
  targetClusterId: 'needed',
  startFrom: 'needed',
  'startFrom.type': 'needed',
  'startFrom.timestamp': 'needed',
  topics: 'optional',
  'topics.include': 'optional',
  'topics.exclude': 'optional',
  routes: 'needed',
  'routes.0': 'optional',
  'routes.0.sourceTopic': 'needed',
  'routes.0.targetTopic': 'needed',
  'routes.0.filter': 'needed',
  'routes.0.filter.type': 'needed',
  'routes.0.filter.expression': 'needed',
  'tag.key': 'needed',
  'tag.value': 'needed',
} as const;
const optional = (fields: Record<string, 'needed' | 'optional'>): Record<string, 'needed' | 'optional'> =>
  Object.fromEntries(
    Object.entries(fields).map(([path, need]) => [path, path.includes('.') ? need : 'optional']),
  );

const TARGETS: Target[] = [
  {
    name: 'login',
    method: 'POST',
    path: () => '/api/v1/auth/login',
    body: () => ({ username: 'x', password: 'y' }),
    fields: { username: 'needed', password: 'needed' },
  },
  {
    name: 'new cluster',
    method: 'POST',
    path: () => '/api/v1/clusters',
    body: cluster,
    fields: clusterFields,
  },
  {
    name: 'whole cluster',
    method: 'PUT',
    path: () => `/api/v1/clusters/${source}`,
    body: cluster,
    fields: clusterFields,
  },
  {
    name: 'part of a cluster',
    method: 'PATCH',
    path: () => `/api/v1/clusters/${source}`,
    body: cluster,
    fields: optional(clusterFields),
  },
  {
    name: 'cluster test',
    method: 'POST',
    path: () => '/api/v1/clusters/test',
    body: () => ({ ...cluster(), id: source }),
    fields: { ...optional(clusterFields), id: 'optional' },
  },
  {
    name: 'check of a cluster',
    method: 'POST',
    path: () => '/api/v1/checks',
    body: () => ({ cluster: { ...cluster(), id: source } }),
    fields: {
      cluster: 'needed',
      ...Object.fromEntries(
        [...Object.keys(clusterFields), 'id'].map((field) => [`cluster.${field}`, 'optional'] as const),
      ),
    },
  },
  {
    name: 'check of two clusters',
    method: 'POST',
    path: () => '/api/v1/checks',
    body: () => ({ clusters: { sourceClusterId: source, targetClusterId: target, direction: 'TWO_WAY' } }),
    fields: {
      clusters: 'needed',
      'clusters.sourceClusterId': 'needed',
      'clusters.targetClusterId': 'needed',
      'clusters.direction': 'optional',
    },
  },
  {
    name: 'check of a task',
    method: 'POST',
    path: () => '/api/v1/checks',
    body: () => ({ task: topicTask() }),
    fields: {
      task: 'needed',
      ...Object.fromEntries(Object.entries(taskFields).map(([field, need]) => [`task.${field}`, need])),
    },
  },
  { name: 'new task', method: 'POST', path: () => '/api/v1/tasks', body: topicTask, fields: taskFields },
  {
    name: 'part of a task',
    method: 'PATCH',
    path: () => `/api/v1/tasks/${task}`,
    body: topicTask,
    fields: { ...optional(taskFields), 'routes.0': 'optional' },
  },
  {
    name: 'reset',
    method: 'POST',
    path: () => `/api/v1/tasks/${task}/reset-offset`,
    body: () => ({ timestamp: 5 }),
    fields: { timestamp: 'needed' },
  },
];

/** Values that no field of ours takes. */
const NEVER: [string, unknown][] = [
  ['null', null],
  ['NUL', 'a\u0000b'],
  ['a lone surrogate', 'a\ud800b'],
  ['100,000 characters', 'x'.repeat(100_000)],
  ['an empty text', ''],
  ['a huge number', 1e308],
  ['a negative number', -1],
  ['a fraction', 0.5],
  ['a list of lists', [[]]],
  ['a list of objects', [{}]],
  ['a list of 5,000 numbers', Array.from({ length: 5000 }, (_, index) => index)],
  ['an unknown object', { evil: 1 }],
  ['HTML', '<img src=x onerror=alert(1)>'],
  ['SQL', "'; DROP TABLE task; --"],
  ['a control character', '\u001b[2J'],
];

/** Fields that do take one of {@link NEVER}: free text. */
const FREE_TEXT: Record<string, string[]> = {
  HTML: [
    'username',
    'password',
    'secretKey',
    'routes.0.filter.expression',
    'topics.include',
    'topics.exclude',
    'tag.value',
  ],
  SQL: [
    'username',
    'password',
    'secretKey',
    'routes.0.filter.expression',
    'topics.include',
    'topics.exclude',
    'tag.value',
  ],
};

function withValue(body: Record<string, unknown>, path: string, value: unknown): Record<string, unknown> {
  const copy = structuredClone(body);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let place = copy as Record<string, unknown>;
  for (const key of keys) place = (place[key] ??= {}) as Record<string, unknown>;
  if (value === undefined) delete place[last];
  else place[last] = value;
  return copy;
}

const send = (at: Target, body: unknown) =>
  api.request(at.method, at.path(), { token: api.tokens.ADMIN, body });

describe.each(TARGETS)('$name', (at) => {
  it('has a valid body to begin with', async () => {
    const answer = await send(at, at.body());
    expect([200, 201, 202, 401, 409]).toContain(answer.status);
    // What it made would be in the way of the cases below.
    if (answer.status === 201) {
      const made = `${at.path()}/${(answer.json as { id: string }).id}`;
      await api.request('POST', `${made}/stop`, { token: api.tokens.ADMIN });
      expect((await api.request('DELETE', made, { token: api.tokens.ADMIN })).status).toBe(204);
    }
  });

  it.each(Object.entries(at.fields))('%s (%s): every wrong value is 400 and named', async (path, need) => {
    const values = need === 'needed' ? [...NEVER, ['nothing', undefined] as [string, unknown]] : NEVER;
    for (const [what, value] of values) {
      if (FREE_TEXT[what]?.some((field) => path === field || path.endsWith(`.${field}`)) === true) continue;
      const answer = await send(at, withValue(at.body(), path, value));
      expect([what, answer.status]).toEqual([what, 400]);
      const named = problemOf(answer).errors?.map((error) => error.path) ?? [];
      expect(
        named.some((field) => field === path || field.startsWith(`${path}.`) || path.startsWith(`${field}.`)),
        `${what}: ${named.join()}`,
      ).toBe(true);
    }
  });

  it('refuses fields that it does not know, also deep inside', async () => {
    for (const path of [
      'id2',
      'epoch',
      'role',
      ...Object.keys(at.fields).filter((field) => field === 'startFrom' || field === 'routes.0'),
    ]) {
      const unknown = path.includes('.') || path === 'startFrom' ? `${path}.evil` : path;
      const answer = await send(at, withValue(at.body(), unknown, 1));
      expect(answer.status).toBe(400);
      expect(problemOf(answer).errors?.map((error) => error.path)).toContain(unknown);
    }
  });

  it('answers 4xx and never 5xx to any JSON at any field', async () => {
    const paths = Object.keys(at.fields);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }),
        async (path, value) => {
          // A login that is checked costs time and would be throttled.
          if (at.name === 'login' && typeof value === 'string') return;
          const answer = await send(at, withValue(at.body(), path, value));
          const refusedOrEdited = answer.status < 500 && answer.status !== 201;
          expect(refusedOrEdited ? 'right' : `${path} ${answer.status} ${answer.text}`).toBe('right');
        },
      ),
      { numRuns: 60, seed: 20_261_121, endOnFailure: true },
    );
  });

  it('answers 4xx to any JSON as the body', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (body) => {
        const answer = await send(at, body);
        // An empty edit is an edit.
        const emptyEdit = at.method === 'PATCH' && JSON.stringify(body) === '{}';
        const right = emptyEdit || (answer.status >= 400 && answer.status < 500);
        expect(right ? 'right' : `${answer.status} ${answer.text}`).toBe('right');
      }),
      { numRuns: 40, seed: 20_261_121, endOnFailure: true },
    );
  });
});
