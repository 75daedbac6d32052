import 'reflect-metadata';
import type { FieldProblem } from '@slipstream/shared';
import { CreateClusterDto, CreateTaskDto } from '@slipstream/shared/dto';
import { describe, expect, it } from 'vitest';
import { taskBody } from '../../testing/requests.js';
import { ProblemError } from '../problems/problem-error.js';
import { RequestValidationPipe } from './request-validation.pipe.js';

async function problemsOf(
  value: unknown,
  metatype: new () => object = CreateTaskDto,
): Promise<readonly FieldProblem[]> {
  try {
    await new RequestValidationPipe().transform(value, { type: 'body', metatype });
    return [];
  } catch (error) {
    if (error instanceof ProblemError) return error.errors ?? [];
    throw error;
  }
}

const body = (more: Record<string, unknown>) =>
  taskBody('t', '00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002', more);
const route = { sourceTopic: 'a', targetTopic: 'b', filter: { type: 'NONE' } };

describe('codes of what is wrong with a field (W-02)', () => {
  it.each([
    ['name', { name: undefined }, 'REQUIRED', undefined],
    ['name', { name: '' }, 'REQUIRED', undefined],
    ['name', { name: 'a b' }, 'NAME', undefined],
    ['name', { name: 'x'.repeat(201) }, 'LENGTH_MAX', { max: 200 }],
    ['direction', { direction: 'UP' }, 'CHOICE', { values: 'ONE_WAY, TWO_WAY' }],
    ['sourceClusterId', { sourceClusterId: 'x' }, 'ID', undefined],
    ['topics.include', { topics: { include: ['/[/'] } }, 'TOPIC_PATTERN', undefined],
    ['topics.include', { topics: { include: Array(201).fill('a') } }, 'ENTRIES_MAX', { max: 200 }],
    ['routes.0.sourceTopic', { routes: [{ ...route, sourceTopic: 'a.b' }] }, 'TOPIC_NAME', undefined],
    ['throttle.messagesPerSecond', { throttle: { messagesPerSecond: 0 } }, 'NUMBER_MIN', { min: 1 }],
    ['throttle.messagesPerSecond', { throttle: { messagesPerSecond: 1.5 } }, 'INTEGER', undefined],
    ['startFrom.timestamp', { startFrom: { type: 'TIMESTAMP', timestamp: 'x' } }, 'TIME', undefined],
    ['tag.key', { tag: { key: 'a-b', value: 'x' } }, 'TAG_KEY', undefined],
    ['tag.key', { tag: { key: 'and', value: 'x' } }, 'TAG_KEY_SQL_WORD', undefined],
    ['tag.key', { tag: { key: 'KEYS', value: 'x' } }, 'TAG_KEY_RESERVED', undefined],
    ['tag.value', { tag: { key: 'dc', value: 'a\u0001' } }, 'PLAIN_TEXT', undefined],
    ['tag', { tag: 5 }, 'TYPE', undefined],
    ['nothing', { nothing: 1 }, 'UNKNOWN_FIELD', undefined],
  ])('%s of %j: %s', async (path, more, rule, params) => {
    const found = (await problemsOf(body(more))).find((problem) => problem.rule === rule);
    expect([found?.path, found?.params]).toEqual([path, params]);
    expect(found?.message).not.toBe('');
  });

  it.each([
    ['clusterId', '-x', 'CLUSTER_ID'],
    ['nameServers', 'nowhere', 'NAME_SERVERS'],
  ])('%s of a cluster', async (path, value, rule) => {
    const found = await problemsOf({ [path]: value }, CreateClusterDto);
    expect(found.filter((problem) => problem.path === path).map((problem) => problem.rule)).toContain(rule);
  });
});
