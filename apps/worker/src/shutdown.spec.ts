import { ManualClock } from '@slipstream/replication/testing';
import { describe, expect, it } from 'vitest';
import { shutDown, type ShutdownStep } from './shutdown.js';

describe('shutDown', () => {
  const log: string[] = [];
  const logger = {
    info: (details: object) => log.push(`done ${(details as { step: string }).step}`),
    error: (details: object) => log.push(`failed ${(details as { step: string }).step}`),
  };
  const step = (name: string, run: () => Promise<unknown> = () => Promise.resolve()): ShutdownStep => ({
    name,
    withinMs: 1_000,
    run,
  });

  it('takes the steps in order, each after the last is done', async () => {
    const clock = new ManualClock();
    log.length = 0;
    const steps = [
      step('a', () => clock.sleep(500).then(() => log.push('a works'))),
      step('b', async () => log.push('b works')),
    ];
    const finished = shutDown(steps, clock, logger);
    await clock.advance(500);
    expect(await finished).toBe(true);
    expect(log).toEqual(['a works', 'done a', 'b works', 'done b']);
  });

  it('goes on after a step that fails or hangs', async () => {
    const clock = new ManualClock();
    log.length = 0;
    const steps = [
      step('a', () => Promise.reject(new Error('no'))),
      step('b', () => new Promise(() => undefined)),
      step('c'),
    ];
    const finished = shutDown(steps, clock, logger);
    await clock.advance(1_000);
    expect(await finished).toBe(false);
    expect(log).toEqual(['failed a', 'failed b', 'done c']);
  });
});
