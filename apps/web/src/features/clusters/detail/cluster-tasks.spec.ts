import type { TaskView } from '@slipstream/shared';
import { describe, expect, it } from 'vitest';
import { tasksOfCluster, topicUses } from './cluster-tasks.js';

const task = (id: string, over: Partial<TaskView>): TaskView =>
  ({
    id,
    name: id,
    direction: 'ONE_WAY',
    level: 'CLUSTER',
    sourceClusterId: 'a',
    targetClusterId: 'b',
    topics: {},
    routes: [],
    ...over,
  }) as TaskView;

const tasks = [
  task('all', { topics: { exclude: ['test*'] } }),
  task('route', {
    level: 'TOPIC',
    routes: [{ sourceTopic: 'orders', targetTopic: 'orders-copy', filter: { type: 'NONE' } }],
  }),
  task('both', {
    direction: 'TWO_WAY',
    sourceClusterId: 'c',
    targetClusterId: 'a',
    topics: { include: ['orders'] },
  }),
  task('elsewhere', { sourceClusterId: 'b', targetClusterId: 'c' }),
];

describe('W-04: the tasks of a cluster', () => {
  it('are those that read from it or write to it, each with its part', () =>
    expect(
      tasksOfCluster(tasks, 'a').map(({ task: { id }, part, otherId }) => `${id} ${part} ${otherId}`),
    ).toEqual(['all SOURCE b', 'route SOURCE b', 'both BOTH c']));

  it('carry its topics: by selection, by route, and both ways', () => {
    const uses = (cluster: string, topic: string): string[] =>
      topicUses(
        tasksOfCluster(tasks, cluster),
        cluster,
      )(topic).map(({ name, read, written }) => `${name}${read ? ' read' : ''}${written ? ' written' : ''}`);
    expect(uses('a', 'orders')).toEqual(['all read', 'route read', 'both read written']);
    expect(uses('a', 'test-1')).toEqual([]);
    expect(uses('b', 'orders-copy')).toEqual(['all written', 'route written', 'elsewhere read']);
    expect(uses('b', 'orders')).toEqual(['all written', 'elsewhere read']);
  });
});
