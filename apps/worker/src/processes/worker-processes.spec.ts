import { ManualClock } from '@slipstream/replication/testing';
import { Counter, Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { metricsText } from '../health/merged-metrics.js';
import type { Child, ChildEnd } from './child-process.js';
import type { Question } from './messages.js';
import { WorkerProcesses } from './worker-processes.js';

/** A child that does what a test says. */
class FakeChild implements Child {
  readonly pid = 1;
  readonly ended: Promise<ChildEnd>;
  readonly heard: string[] = [];
  readonly #registry = new Registry();
  readonly #counter = new Counter({ name: 'counted', help: 'x', registers: [this.#registry] });
  isReady = true;
  isSilent = false;
  end: (end: ChildEnd) => void = () => undefined;

  constructor(readonly index: number) {
    this.ended = new Promise((resolve) => (this.end = resolve));
  }

  count(more: number): void {
    this.#counter.inc(more);
  }

  ask(question: Question): Promise<unknown> {
    if (this.isSilent) return Promise.resolve(undefined);
    return question === 'isReady' ? Promise.resolve(this.isReady) : this.#registry.getMetricsAsJSON();
  }

  stop(): void {
    this.heard.push('stop');
  }

  kill(): void {
    this.heard.push('kill');
    this.end({ code: null, signal: 'SIGKILL' });
  }
}

describe('the processes of a worker', () => {
  let clock: ManualClock;
  let children: FakeChild[];
  let said: string[];
  let restarts: number;
  let processes: WorkerProcesses;

  beforeEach(() => {
    clock = new ManualClock();
    children = [];
    said = [];
    restarts = 0;
    const say = (_details: object, message: string): void => void said.push(message);
    processes = new WorkerProcesses({
      count: 2,
      start: (index) => {
        const child = new FakeChild(index);
        children.push(child);
        return child;
      },
      clock,
      random: () => 1,
      log: { info: say, error: say },
      onRestart: () => (restarts += 1),
    });
    processes.start();
  });

  const counted = async (): Promise<string> => metricsText(await processes.metrics());

  /** Lets the youngest child with this number end unexpectedly. */
  async function crash(index: number): Promise<void> {
    children.findLast((child) => child.index === index)?.end({ code: null, signal: 'SIGKILL' });
    await clock.advance(0);
  }

  it('are ready when the lease of each runs', async () => {
    expect(children.map(({ index }) => index)).toEqual([1, 2]);
    expect(await processes.isReady()).toBe(true);
    for (const child of children) {
      child.isReady = false;
      expect(await processes.isReady()).toBe(false);
      child.isReady = true;
    }
  });

  it('are not ready while one of them stands still or is away', async () => {
    const [first] = children;
    if (first === undefined) throw new Error('no child');
    first.isSilent = true;
    expect(await processes.isReady()).toBe(false);
    first.isSilent = false;
    await crash(2);
    expect(await processes.isReady()).toBe(false);
  });

  it('one that ends is started again after growing pauses, and the worker says so', async () => {
    for (const pauseMs of [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
      const before = children.length;
      await crash(2);
      expect(said.at(-1)).toBe('worker process ended unexpectedly, SIGKILL; starting it again');
      await clock.advance(pauseMs - 1);
      expect(children).toHaveLength(before);
      await clock.advance(1);
      expect(children).toHaveLength(before + 1);
      expect(children.at(-1)?.index).toBe(2);
    }
    expect(restarts).toBe(7);
    await clock.advance(30_000);
    await crash(2);
    await clock.advance(500);
    expect(restarts).toBe(8);
  });

  it('what one has counted stays in the sum when it stands still, ends, and counts anew', async () => {
    const [first, second] = children;
    if (first === undefined || second === undefined) throw new Error('two children are needed');
    first.count(3);
    second.count(4);
    expect(await counted()).toContain('counted 7');
    second.isSilent = true;
    expect(await counted()).toContain('counted 7');
    await crash(2);
    expect(await counted()).toContain('counted 7');
    await clock.advance(500);
    expect(await counted()).toContain('counted 7');
    children.at(-1)?.count(1);
    expect(await counted()).toContain('counted 8');
  });

  it('stop all at once, and in good order when each has done its steps', async () => {
    const stopped = processes.stop();
    expect(children.map(({ heard }) => heard)).toEqual([['stop'], ['stop']]);
    for (const child of children) child.end({ code: 0, signal: null });
    expect(await stopped).toBe(true);
    await clock.advance(60_000);
    expect(children).toHaveLength(2);
  });

  it('one that left a step behind makes the stop incomplete; one that does not stop is killed', async () => {
    const stopped = processes.stop();
    children[0]?.end({ code: 1, signal: null });
    await clock.advance(23_000);
    expect(await stopped).toBe(false);
    expect(children.map(({ heard }) => heard)).toEqual([['stop'], ['stop', 'kill']]);
  });

  it('one that is being started again is not started any more once they stop', async () => {
    await crash(1);
    const stopped = processes.stop();
    children[1]?.end({ code: 0, signal: null });
    expect(await stopped).toBe(true);
    await clock.advance(60_000);
    expect(children).toHaveLength(2);
  });
});
