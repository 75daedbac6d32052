import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProgressCluster } from '../testing/progress-cluster.js';
import { CopyMap } from './copy-map.js';
import { compareKeys } from './copy-key.js';
import type { CopySearch } from './find-copy.js';
import { translateForward } from './forward.js';
import { LookUps, QueuePages } from './queue-pages.js';
import type { ProgressStream, StreamPair } from './stream.js';

const QUEUE = { topic: 'orders', brokerName: 'y', queueId: 0 };
const OTHER = { streamKey: 'flow-1', path: ['X'] };

/** How a stream's history is made: what is copied, left out, and what stands between. */
interface History {
  /** First target offset kept, and what was there before the stream began. */
  before: number;
  retained: number;
  /** Per generation: where it begins and what becomes of each source message from there on. */
  generations: { start: number; copied: boolean[]; between: number[] }[];
  /** Behind the last copy: messages of others. */
  after: number;
  /** Which positions were saved as pairs. */
  saved: number[];
  /** The newest checkpoint is so many copies old. */
  late: number;
}

const history: fc.Arbitrary<History> = fc.record({
  before: fc.integer({ min: 0, max: 90 }),
  retained: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 150 })),
  generations: fc.array(
    fc.integer({ min: 0, max: 120 }).chain((length) =>
      fc.record({
        start: fc.integer({ min: 0, max: 100 }),
        copied: fc.oneof(
          fc.constant(Array.from({ length }, () => true)),
          fc.array(fc.boolean(), { minLength: length, maxLength: length }),
          fc.array(
            fc.integer({ min: 0, max: 40 }).map((n) => n === 0),
            { minLength: length, maxLength: length },
          ),
        ),
        between: fc.oneof(
          fc.constant<number[]>([0]),
          fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })), { minLength: 1, maxLength: 8 }),
        ),
      }),
    ),
    { minLength: 1, maxLength: 3 },
  ),
  after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 120 })),
  saved: fc.array(fc.nat(), { maxLength: 5 }),
  late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 })),
});

/** Builds the target queue of a stream. */
function build({ before, retained, generations, after, saved, late }: History) {
  const cluster = new ProgressCluster(['y']);
  cluster.storeLocal(QUEUE, before);
  const first = generations[0]?.start ?? 0;
  const start: StreamPair = { generation: 0, sourceOffset: first, targetOffset: before };
  const positions: StreamPair[] = [start];
  for (const [generation, { start: begin, copied, between }] of generations.entries()) {
    if (generation > 0) positions.push({ generation, sourceOffset: begin, targetOffset: cluster.end(QUEUE) });
    for (const [place, isCopied] of copied.entries()) {
      const sourceOffset = begin + place;
      if (isCopied) {
        for (let i = 0; i < (between[place % between.length] ?? 0); i++)
          cluster.store(QUEUE, i % 3 === 0 ? { ...OTHER, generation: 0, sourceOffset: i } : undefined);
        cluster.store(QUEUE, { streamKey: 'flow-0', generation, sourceOffset, path: ['X'] });
      }
      positions.push({ generation, sourceOffset: sourceOffset + 1, targetOffset: cluster.end(QUEUE) });
    }
  }
  cluster.storeLocal(QUEUE, after);
  const known = positions.slice(0, Math.max(1, positions.length - late));
  const stream: ProgressStream = {
    id: 1,
    taskId: 't',
    key: 'flow-0',
    copiesTo: 'TARGET',
    source: QUEUE,
    target: QUEUE,
    filtered: false,
    retired: false,
    start,
    position: known.at(-1) ?? start,
    pairs: saved.map((place) => known[place % known.length] ?? start).toSorted((a, b) => compareKeys(b, a)),
    sourceMax: null,
  };
  cluster.retain(QUEUE, Math.min(retained, cluster.end(QUEUE)));
  return { cluster, stream };
}

/** The rule, by reading all of the queue. */
function fullScan(cluster: ProgressCluster, { position }: ProgressStream, offset: number): number {
  const copies = cluster.marks(QUEUE).filter(({ mark }) => mark?.streamKey === 'flow-0');
  const firstOf = (generation: number): number | undefined =>
    copies.find(({ mark }) => mark?.generation === generation)?.mark?.sourceOffset;
  let generation = position.generation;
  while (generation > 0 && !((firstOf(generation) ?? Number.POSITIVE_INFINITY) <= offset)) generation -= 1;
  const found = copies.find(
    ({ mark }) => mark !== undefined && compareKeys(mark, { generation, sourceOffset: offset }) >= 0,
  );
  return found?.offset ?? cluster.end(QUEUE);
}

const search = (cluster: ProgressCluster, stream: ProgressStream, map = new CopyMap()): CopySearch => ({
  stream,
  map,
  pages: new QueuePages(cluster),
  lookUps: new LookUps(10_000),
});

describe('an offset at the source is translated into the offset of the next copy (P-01)', () => {
  it('exactly as a full scan finds it, for every offset, from one memory', async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.array(fc.integer({ min: 0, max: 260 }), { minLength: 1, maxLength: 20 }),
        fc.constantFrom(1, 8, 32),
        async (given, offsets, pageSize) => {
          const { cluster, stream } = build(given);
          cluster.pageSize = pageSize;
          const map = new CopyMap();
          const starts = new Map<number, number>();
          for (const offset of offsets) {
            const found = await translateForward(search(cluster, stream, map), starts, offset);
            expect(found).toEqual({ offset: fullScan(cluster, stream, offset), isOpen: false });
          }
        },
      ),
      { numRuns: 200 },
    );
  }, 60_000);

  it('never behind it while look-ups run out, and exactly in the end', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 0, max: 260 }), async (given, offset) => {
        const { cluster, stream } = build(given);
        cluster.pageSize = 4;
        const map = new CopyMap();
        const exact = fullScan(cluster, stream, offset);
        let found = { offset: 0, isOpen: true };
        for (let round = 0; found.isOpen && round < 400; round++) {
          const limited = { ...search(cluster, stream, map), lookUps: new LookUps(5) };
          found = await translateForward(limited, new Map(), offset);
          expect(found.offset).toBeLessThanOrEqual(exact);
        }
        expect(found).toEqual({ offset: exact, isOpen: false });
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});

describe('a search costs', () => {
  const dense = (count: number, pairs: number): ReturnType<typeof build> =>
    build({
      before: 1000,
      retained: 0,
      generations: [{ start: 5, copied: Array.from({ length: count }, () => true), between: [0] }],
      after: 0,
      saved: Array.from({ length: pairs }, (_, i) => i * 977),
      late: 0,
    });

  it('one pull in a stream without gaps, and none when another group stands at the same place', async () => {
    const { cluster, stream } = dense(5000, 0);
    const map = new CopyMap();
    expect((await translateForward(search(cluster, stream, map), new Map(), 3005)).offset).toBe(4000);
    expect(cluster.takeCalls()).toEqual({ pull: 1 });
    await translateForward(search(cluster, stream, map), new Map(), 3005);
    expect(cluster.takeCalls()).toEqual({});
  });

  it('one pull at the end of a stream', async () => {
    const { cluster, stream } = dense(5000, 0);
    expect((await translateForward(search(cluster, stream), new Map(), 5005)).offset).toBe(6000);
    expect(cluster.takeCalls()).toEqual({ pull: 1 });
  });

  it('a few pulls in a stream with bursts of other messages between', async () => {
    const { cluster, stream } = build({
      before: 0,
      retained: 0,
      generations: [
        {
          start: 0,
          copied: Array.from({ length: 5000 }, (_, i) => i % 7 !== 0),
          between: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 60],
        },
      ],
      after: 0,
      saved: [0, 1000, 2000, 3000, 4000],
      late: 0,
    });
    for (const offset of [10, 1234, 2345, 3456, 4567]) {
      await translateForward(search(cluster, stream), new Map(), offset);
      expect(cluster.takeCalls()['pull']).toBeLessThanOrEqual(14);
    }
  });
});
