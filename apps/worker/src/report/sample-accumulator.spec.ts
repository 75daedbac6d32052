import { noCounts, type ShardReport } from '@slipstream/replication';
import { beforeEach, describe, expect, it } from 'vitest';
import { RUNNING_REPORT } from '../testing/fake-session.js';
import { SampleAccumulator } from './sample-accumulator.js';

const busy = (sent: number, over: Partial<ShardReport> = {}): ShardReport => ({
  ...RUNNING_REPORT,
  counts: { ...noCounts(), read: sent, sent, bytes: sent * 100 },
  ...over,
});

describe('SampleAccumulator (M-01)', () => {
  let samples: SampleAccumulator;

  beforeEach(() => {
    samples = new SampleAccumulator();
  });

  it('adds up all shards of a flow into one sample', () => {
    samples.add('f', 'a', busy(3, { delayMs: 20, delayMaxMs: 90, lagMessages: 1 }));
    samples.add('f', 'b', busy(4, { delayMs: 50, delayMaxMs: 60, lagMessages: 2 }));
    samples.add('f', 'a', busy(1, { delayMs: 10, delayMaxMs: 30, lagMessages: 0 }));
    expect(samples.take(5_000)).toEqual([
      {
        flowId: 'f',
        at: 5_000,
        read: 8,
        sent: 8,
        skippedLoop: 0,
        filtered: 0,
        failed: 0,
        bytes: 800,
        gapMessages: 0,
        throttledMs: 0,
        backoffMs: 0,
        delayMs: 50,
        delayMaxMs: 90,
        lagMessages: 2,
      },
    ]);
  });

  it('keeps flows apart, and counts from 0 again', () => {
    samples.add('f', 'a', busy(3));
    samples.add('g', 'b', busy(4));
    expect(samples.take(5_000).map(({ flowId, sent }) => [flowId, sent])).toEqual([
      ['f', 3],
      ['g', 4],
    ]);
    samples.add('f', 'a', busy(1));
    samples.add('g', 'b', busy(0));
    expect(samples.take(10_000).map(({ flowId, sent }) => [flowId, sent])).toEqual([
      ['f', 1],
      ['g', 0],
    ]);
  });

  it('knows no delay and no lag of a flow while those of one shard are unknown (never 0)', () => {
    samples.add('f', 'a', busy(1, { delayMs: 5, lagMessages: 5 }));
    samples.add('f', 'b', busy(1, { delayMs: null, lagMessages: null }));
    expect(samples.take(5_000)).toMatchObject([{ delayMs: null, lagMessages: null }]);
  });

  it('samples an idle flow every 30 s only, and at once when something happens', () => {
    const taken: number[] = [];
    for (let at = 5_000; at <= 65_000; at += 5_000) {
      samples.add('f', 'a', RUNNING_REPORT);
      if (samples.take(at).length > 0) taken.push(at);
    }
    expect(taken).toEqual([5_000, 35_000, 65_000]);
    samples.add('f', 'a', busy(1));
    expect(samples.take(70_000)).toHaveLength(1);
  });

  it('puts back what could not be written', () => {
    samples.add('f', 'a', busy(3, { delayMaxMs: 70 }));
    samples.putBack(samples.take(5_000));
    samples.add('f', 'a', busy(2));
    expect(samples.take(10_000)).toMatchObject([{ sent: 5, bytes: 500, delayMaxMs: 70 }]);
  });

  it('takes the last counts of a flow that left, without gauges, and then forgets it', () => {
    samples.add('f', 'a', busy(3));
    samples.remove('f', 'a');
    expect(samples.take(5_000)).toMatchObject([{ sent: 3, delayMs: null, lagMessages: null }]);
    expect(samples.take(60_000)).toEqual([]);
  });
});
