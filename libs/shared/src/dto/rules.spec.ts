import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { describe, expect, it } from 'vitest';
import {
  CreateClusterDto,
  CreateTaskDto,
  isPlainText,
  MetricsQuery,
  parseTimestamp,
  ResetOffsetDto,
  UpdateTaskDto,
} from '../dto.js';

const ID = '2f1f6d0e-7a52-4a55-9d3a-0d5f7d0d0001';
const task = {
  name: '订单-copy_1',
  direction: 'ONE_WAY',
  level: 'TOPIC',
  sourceClusterId: ID,
  targetClusterId: ID,
  startFrom: { type: 'LATEST' },
  routes: [{ sourceTopic: 'a', targetTopic: 'b', filter: { type: 'TAG', expression: 'x || y' } }],
};
const cluster = {
  name: 'east',
  clusterId: 'east-1',
  networkType: 'VPC',
  nameServers: '10.0.0.1:9876;ns:9876',
  aclEnabled: false,
};

function refused<T extends object>(dto: new () => T, plain: object): string[] {
  const errors = validateSync(plainToInstance(dto, plain), { whitelist: true, forbidNonWhitelisted: true });
  return errors.map((error) => error.property);
}

describe('request bodies', () => {
  it('take a valid task and cluster (T-01, C-01)', () => {
    expect(refused(CreateTaskDto, task)).toEqual([]);
    expect(refused(CreateClusterDto, cluster)).toEqual([]);
    expect(refused(UpdateTaskDto, {})).toEqual([]);
  });

  it.each([
    ['name', 'a b'],
    ['name', 'x'.repeat(201)],
    ['name', null],
    ['direction', 'BOTH'],
    ['sourceClusterId', 'no-uuid'],
    ['startFrom', []],
    ['startFrom', null],
    ['startFrom', { type: 'SOON' }],
    ['topics', { include: ['/(/'] }],
    ['topics', { include: [1] }],
    ['topics', { include: 'a' }],
    ['topics', null],
    ['routes', [[]]],
    ['routes', [null]],
    ['routes', {}],
    ['routes', [{ sourceTopic: 'a', targetTopic: 'b' }]],
    ['routes', [{ sourceTopic: 'a', targetTopic: 'b', filter: { type: 'TAG', expression: 'a\u0000' } }]],
    ['epoch', 1],
  ])('refuse %s: %j', (field, value) => {
    expect(refused(CreateTaskDto, { ...task, [field]: value })).toEqual([field]);
  });

  it.each([
    ['nameServers', 'host'],
    ['nameServers', 'host:9876;http://x:1'],
    ['clusterId', 'a|b'],
    ['aclEnabled', 'true'],
    ['accessKey', 'with space'],
    ['secretKey', null],
    ['secretKey', '\ud800'],
  ])('refuse a cluster with %s: %j (C-02)', (field, value) => {
    expect(refused(CreateClusterDto, { ...cluster, [field]: value })).toEqual([field]);
  });
});

describe('times', () => {
  it('are ms since 1970 or ISO 8601, UTC unless a zone is named', () => {
    expect(parseTimestamp(0)).toBe(0);
    expect(parseTimestamp('1700000000000')).toBe(1_700_000_000_000);
    expect(parseTimestamp('2024-01-02T03:04:05Z')).toBe(Date.UTC(2024, 0, 2, 3, 4, 5));
    expect(parseTimestamp('2024-01-02T03:04:05')).toBe(Date.UTC(2024, 0, 2, 3, 4, 5));
    expect(parseTimestamp('2024-01-02T03:04:05.678+08:00')).toBe(Date.UTC(2024, 0, 1, 19, 4, 5, 678));
  });

  it.each([
    -1,
    1.5,
    Number.NaN,
    Infinity,
    1e300,
    '',
    'yesterday',
    '2024-13-01',
    '9'.repeat(20),
    [],
    {},
    null,
    true,
  ])('refuse %j', (timestamp) => {
    expect(refused(ResetOffsetDto, { timestamp })).toEqual(['timestamp']);
  });

  it('reach the handler as numbers', () => {
    expect(plainToInstance(MetricsQuery, { from: '1000', step: '5000' })).toEqual({ from: 1000, step: 5000 });
  });
});

describe('plain text', () => {
  it('has no control characters and no lone surrogates', () => {
    expect(isPlainText('中文 ok 😀')).toBe(true);
    expect(isPlainText('a\nb')).toBe(false);
    expect(isPlainText('a\nb', true)).toBe(true);
    expect(isPlainText('a\u0000b', true)).toBe(false);
    expect(isPlainText('\udfff')).toBe(false);
  });
});
