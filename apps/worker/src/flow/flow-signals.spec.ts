import { ManualClock } from '@slipstream/replication/testing';
import { expect, it } from 'vitest';
import { FlowSignals } from './flow-signals.js';
import { WakeableWait } from './wakeable-wait.js';

it('tells the shards of one flow, or all of them, until they no longer listen', () => {
  const signals = new FlowSignals();
  const told: string[] = [];
  const off = signals.on('f', () => told.push('f1'));
  signals.on('f', () => told.push('f2'));
  signals.on('g', () => told.push('g'));
  signals.emit('f');
  signals.emitAll();
  off();
  signals.emit('f');
  expect(told).toEqual(['f1', 'f2', 'f1', 'f2', 'g', 'f2']);
});

it('cuts a wait short, also when the wake came before it', async () => {
  const clock = new ManualClock();
  const wait = new WakeableWait(clock);
  const { signal } = new AbortController();
  const done: number[] = [];
  const waiting = wait.wait(1_000, signal).then(() => done.push(clock.monotonic()));
  await clock.advance(10);
  wait.wake();
  await waiting;
  wait.wake();
  await wait.wait(1_000, signal);
  const full = wait.wait(1_000, signal).then(() => done.push(clock.monotonic()));
  await clock.advance(1_000);
  await full;
  expect(done).toEqual([10, 1_010]);
});
