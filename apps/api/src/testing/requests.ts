import type { TestApi } from './test-api.js';

/** A valid cluster body; `more` overrides. */
export function clusterBody(name: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name,
    clusterId: name,
    networkType: 'VPC',
    nameServers: '127.0.0.1:9876',
    aclEnabled: false,
    ...more,
  };
}

/** Registers a cluster and gives its id. */
export async function addCluster(
  api: TestApi,
  name: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const answer = await api.request('POST', '/api/v1/clusters', {
    token: api.tokens.ADMIN,
    body: clusterBody(name, more),
  });
  if (answer.status !== 201) throw new Error(`cluster ${name}: ${answer.text}`);
  return (answer.json as { id: string }).id;
}

/** A valid cluster-level task body; `more` overrides. */
export function taskBody(
  name: string,
  sourceClusterId: string,
  targetClusterId: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    name,
    direction: 'ONE_WAY',
    level: 'CLUSTER',
    sourceClusterId,
    targetClusterId,
    startFrom: { type: 'LATEST' },
    topics: { include: [`${name}-*`] },
    ...more,
  };
}

/** Creates a task and gives its id. */
export async function addTask(api: TestApi, body: Record<string, unknown>): Promise<string> {
  const answer = await api.request('POST', '/api/v1/tasks', { token: api.tokens.OPERATOR, body });
  if (answer.status !== 201) throw new Error(`task: ${answer.text}`);
  return (answer.json as { id: string }).id;
}
