import type { TaskView } from '@slipstream/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutMap, NODE, smoothPath, type Point } from './map-layout.js';
import { FAN_MAX, linesOf, toneOf } from './map-model.js';

const task = (id: string, from: string, to: string, over: object = {}): TaskView =>
  ({
    id,
    name: id,
    direction: 'ONE_WAY',
    sourceClusterId: from,
    targetClusterId: to,
    status: { state: 'RUNNING', health: 'HEALTHY' },
    ...over,
  }) as TaskView;
const status = (state: string, health = 'HEALTHY') => ({ status: { state, health } });

describe('W-05: what the map draws', () => {
  it.each([
    ['RUNNING', 'HEALTHY', 'good'],
    ['RUNNING', 'LAGGING', 'warn'],
    ['RUNNING', 'DEGRADED', 'warn'],
    ['RUNNING', 'STALLED', 'bad'],
    ['RUNNING', 'UNKNOWN', 'idle'],
    ['INITIALIZING', 'UNKNOWN', 'busy'],
    ['FAILED', 'UNKNOWN', 'bad'],
    ['START_FAILED', 'UNKNOWN', 'bad'],
    ['STOPPED', 'UNKNOWN', 'idle'],
  ])('a task that is %s and %s is %s', (state, health, tone) =>
    expect(toneOf(task('t', 'a', 'b', status(state, health)))).toBe(tone),
  );

  it('is a line for each task, and one line with the worst state where they are many', () => {
    const few = linesOf([task('1', 'a', 'b'), task('2', 'b', 'a', { direction: 'TWO_WAY' })]);
    expect(few.map(({ id, sourceId, twoWay }) => [id, sourceId, twoWay])).toEqual([
      ['1', 'a', false],
      ['2', 'b', true],
    ]);
    const many = Array.from({ length: FAN_MAX + 1 }, (_, index) => task(`${index}`, 'a', 'b'));
    expect(linesOf([...many, task('x', 'b', 'a', status('FAILED')), task('y', 'a', 'c')])).toMatchObject([
      { tone: 'bad', twoWay: true, worst: { id: 'x' }, tasks: { length: FAN_MAX + 2 } },
      { id: 'y', tone: 'good' },
    ]);
  });
});

describe('W-05: where the map draws it', () => {
  const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 12 });
  const overlap = (a: Point, b: Point): boolean =>
    Math.abs(a.x - b.x) < NODE.width && Math.abs(a.y - b.y) < NODE.height;

  it('is a place of its own for every cluster, rings and repeated lines too', () =>
    fc.assert(
      fc.property(ids, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 16 }), (clusters, pairs) => {
        const lines = pairs.flatMap(([a, b], index) => {
          const [sourceId = '', targetId = ''] = [
            clusters[a % clusters.length],
            clusters[b % clusters.length],
          ];
          return sourceId === targetId ? [] : [{ id: `${index}`, sourceId, targetId }];
        });
        const places = layoutMap({ clusters, lines });
        expect(new Set(places.clusters.keys())).toEqual(new Set(clusters));
        expect(places.lines.size).toBe(lines.length);
        const all = [...places.clusters.values()];
        for (const [index, place] of all.entries())
          expect(all.slice(index + 1).some((other) => overlap(place, other))).toBe(false);
        for (const { points } of places.lines.values()) expect(points.length).toBeGreaterThan(1);
      }),
      { numRuns: 60 },
    ));

  it('leaves out a line whose cluster is not known', () =>
    expect(
      layoutMap({ clusters: ['a'], lines: [{ id: '1', sourceId: 'a', targetId: 'gone' }] }).lines.size,
    ).toBe(0));

  it('places 100 clusters and 300 tasks', () => {
    const clusters = Array.from({ length: 100 }, (_, index) => `c${index}`);
    const lines = Array.from({ length: 300 }, (_, index) => ({
      id: `${index}`,
      sourceId: `c${index % 100}`,
      targetId: `c${(index * 7 + 1) % 100}`,
    })).filter(({ sourceId, targetId }) => sourceId !== targetId);
    expect(layoutMap({ clusters, lines }).clusters.size).toBe(100);
  });

  it('is a way from the first point to the last', () => {
    expect(
      smoothPath([
        { x: 0, y: 0 },
        { x: 10, y: 5 },
      ]),
    ).toBe('M0,0 L10,5');
    expect(
      smoothPath([
        { x: 0, y: 0 },
        { x: 5, y: 9 },
        { x: 10, y: 0 },
      ]),
    ).toBe('M0,0 Q5,9 10,0');
    expect(smoothPath([])).toBe('');
  });
});
