import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProgressCluster } from '../testing/progress-cluster.js';
import { translateBack } from './back.js';
import { answerQueue, type QueueSearch } from './queue-progress.js';
import { LookUps, QueuePages } from './queue-pages.js';
import { StreamMemories } from './stream-memory.js';
import type { ProgressStream } from './stream.js';

const X = { topic: 'orders', brokerName: 'b', queueId: 0 };

/** What happens, one after another: somebody sends at one side, or one of the streams copies what is new. */
type Step = { kind: 'SEND'; side: 'X' | 'Y'; count: number } | { kind: 'COPY'; to: 'X' | 'Y'; count: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('SEND' as const),
      side: fc.constantFrom('X' as const, 'Y' as const),
      count: fc.integer({ min: 1, max: 40 }),
    }),
    fc.record({
      kind: fc.constant('COPY' as const),
      to: fc.constantFrom('X' as const, 'Y' as const),
      count: fc.integer({ min: 1, max: 60 }),
    }),
  ),
  { maxLength: 40 },
);

/** Two clusters with one queue each and a stream in each direction, after some steps; what each message is. */
function play(
  history: readonly Step[],
  filteredAway: (offset: number) => boolean = () => false,
  isSaved: () => boolean = () => true,
) {
  const clusters = { X: new ProgressCluster(['b']), Y: new ProgressCluster(['b']) };
  const content: Record<'X' | 'Y', string[]> = { X: [], Y: [] };
  const read = { X: 0, Y: 0 };
  const written = { X: 0, Y: 0 };
  const streams = { X: streamTo('X'), Y: streamTo('Y') };
  for (const step of history) {
    if (step.kind === 'SEND') {
      for (let i = 0; i < step.count; i++) {
        clusters[step.side].store(X);
        content[step.side].push(`${step.side}${content[step.side].length}`);
      }
      continue;
    }
    const { to } = step;
    const from = to === 'X' ? 'Y' : 'X';
    const stream = streams[to];
    for (let i = 0; i < step.count && read[to] < content[from].length; i++, read[to]++) {
      const name = content[from][read[to]] ?? '';
      // The loop check, and a filter.
      if (!name.startsWith(from) || filteredAway(read[to])) continue;
      clusters[to].store(X, { streamKey: stream.key, generation: 0, sourceOffset: read[to], path: [from] });
      content[to].push(name);
      written[to] = clusters[to].end(X);
    }
    if (isSaved()) stream.position = { generation: 0, sourceOffset: read[to], targetOffset: written[to] };
  }
  return { clusters, content, streams };
}

function streamTo(to: 'X' | 'Y'): ProgressStream {
  const start = { generation: 0, sourceOffset: 0, targetOffset: 0 };
  return {
    id: to === 'X' ? 1 : 2,
    taskId: 't',
    key: `to${to}-0`,
    copiesTo: to === 'X' ? 'SOURCE' : 'TARGET',
    source: X,
    target: X,
    filtered: false,
    retired: false,
    start,
    position: start,
    pairs: [],
    sourceMax: null,
  };
}

function searchIn(clusters: Record<'X' | 'Y', ProgressCluster>): QueueSearch {
  const memories = new StreamMemories();
  return {
    from: new QueuePages(clusters.X),
    to: new QueuePages(clusters.Y),
    fromClusterId: 'X',
    memoryOf: (stream) => memories.of(stream),
    lookUps: () => new LookUps(1_000),
  };
}

describe('progress between two clusters that copy both ways (P-03)', () => {
  it('goes to the first message that the group has not consumed: none is skipped, no more than must be is read again', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.double({ min: 0, max: 1, noNaN: true }), async (history, share) => {
        const { clusters, content, streams } = play(history);
        const committed = Math.floor(share * content.X.length);
        const consumed = new Set(content.X.slice(0, committed));
        const answer = await answerQueue(
          {
            queue: X,
            into: [{ stream: streams.Y, offset: committed }],
            outOf: [{ stream: streams.X, offset: committed }],
            walked: 0,
          },
          searchIn(clusters),
        );
        const first = content.Y.findIndex((name) => !consumed.has(name));
        expect(answer?.isOpen).toBe(false);
        expect(answer?.offset).toBe(first < 0 ? content.Y.length : first);
      }),
      { numRuns: 250 },
    );
  }, 60_000);

  it('never passes over an unread message while look-ups run out, or checkpoints are late', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(0, 1, 4, 1_000),
        fc.infiniteStream(fc.boolean()),
        async (history, share, most, saved) => {
          const isSaved = (): boolean => saved.next().value;
          const { clusters, content, streams } = play(history, undefined, isSaved);
          const committed = Math.floor(share * content.X.length);
          const consumed = new Set(content.X.slice(0, committed));
          const answer = await answerQueue(
            {
              queue: X,
              into: [{ stream: streams.Y, offset: committed }],
              outOf: [{ stream: streams.X, offset: committed }],
              walked: 0,
            },
            { ...searchIn(clusters), lookUps: () => new LookUps(most) },
          );
          expect(content.Y.slice(0, answer?.offset ?? 0).filter((name) => !consumed.has(name))).toEqual([]);
        },
      ),
      { numRuns: 250 },
    );
  }, 60_000);
});

describe('progress goes back along a one-way stream (P-02)', () => {
  it.each([
    ['without a filter, to the next message that was not consumed', false],
    ['with a filter, right behind the last one that was', true],
  ])(
    '%s: no unread copy is skipped, and only messages that were left out are read again',
    async (_, filtered) => {
      await fc.assert(
        fc.asyncProperty(
          steps,
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.integer({ min: 2, max: 5 }),
          async (history, share, every) => {
            const { clusters, content, streams } = play(
              history.filter((step) => step.kind === 'SEND' || step.to === 'Y'),
              filtered ? (offset) => offset % every !== 0 : () => false,
            );
            const committed = Math.floor(share * content.Y.length);
            const stream = { ...streams.Y, filtered };
            const memory = new StreamMemories().of(stream);
            const { offset, isOpen } = await translateBack(
              { stream, map: memory.map, pages: new QueuePages(clusters.Y), lookUps: new LookUps(1_000) },
              memory.starts,
              committed,
            );
            expect(isOpen).toBe(false);
            const consumed = content.Y.slice(0, committed).filter((name) => name.startsWith('X'));
            const unread = content.Y.slice(committed).filter((name) => name.startsWith('X'));
            const before = content.X.slice(0, offset);
            expect(before.filter((name) => unread.includes(name))).toEqual([]);
            expect(content.X.slice(offset).filter((name) => consumed.includes(name))).toEqual([]);
            if (filtered && consumed.length > 0)
              expect(offset).toBe(content.X.indexOf(consumed.at(-1) ?? '') + 1);
          },
        ),
        { numRuns: 200 },
      );
    },
    60_000,
  );
});
