import type { CheckRepository, ClaimedCheck, WorkerRepository } from '@slipstream/database';
import { FakeCheckClients, ManualClock } from '@slipstream/replication/testing';
import type { CheckLine } from '@slipstream/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CheckRunner } from './check-runner.js';

type Alive = Awaited<ReturnType<WorkerRepository['listAlive']>>;
type Saved = { id: string; findings: string[]; isFinished: boolean };

const checkOf = (id: string): ClaimedCheck => ({
  id,
  attempt: 1,
  input: {
    kind: 'CLUSTER',
    known: [],
    cluster: {
      name: 'hangzhou',
      nameServers: ['ns1:9876'],
      addressMap: [],
      accessKey: 'ak',
      secretKeyCipher: 'sealed-secret',
    },
  },
});

describe('C-04: a worker takes the pre-checks that people ask for', () => {
  const clock = new ManualClock();
  let waiting: ClaimedCheck[];
  let claimedBy: string[];
  let saved: Saved[];
  let opened: string[];
  let troubles: unknown[];
  let workerId: string | undefined;
  let claimError: Error | undefined;
  /** Every check asks it first; a test that holds it holds the checks. */
  let alive: Promise<Alive>;
  let ending: AbortController;
  let running: Promise<void>;
  let runner: CheckRunner;

  beforeEach(() => {
    [waiting, claimedBy, saved, opened, troubles] = [[], [], [], [], []];
    [workerId, claimError, alive] = ['worker-1', undefined, Promise.resolve([])];
    ending = new AbortController();
    const store: Pick<CheckRepository, 'claim' | 'save'> = {
      claim: async (worker) => {
        if (claimError !== undefined) throw claimError;
        claimedBy.push(worker);
        return waiting.shift();
      },
      save: async ({ id }, lines: readonly CheckLine[], isFinished) => {
        saved.push({ id, findings: lines.map(({ finding }) => finding), isFinished });
        return true;
      },
    };
    runner = new CheckRunner({
      store,
      workers: { listAlive: () => alive },
      clients: new FakeCheckClients({ 'ns1:9876': { brokers: { 'broker-a': {} } } }, () => clock.now()),
      open: (runId, cipher) => {
        opened.push(`${runId} ${cipher}`);
        return 'secret';
      },
      workerId: () => workerId,
      clock,
      onTrouble: (error) => troubles.push(error),
    });
    running = runner.run(ending.signal);
  });
  afterEach(async () => {
    ending.abort();
    await running;
  });

  const finished = (): string[] => saved.filter(({ isFinished }) => isFinished).map(({ id }) => id);

  it('as soon as it is told of one: it opens the sealed secret, looks, and writes what it saw', async () => {
    waiting.push(checkOf('one'));
    runner.wake();
    await vi.waitFor(() => expect(finished()).toEqual(['one']));
    expect(opened).toEqual(['one sealed-secret']);
    expect(saved.at(-1)?.findings).toEqual(expect.arrayContaining(['WORKER_LOOKED', 'MASTER_REACHED']));
    expect(troubles).toEqual([]);
  });

  it('within 3 s when nobody tells it', async () => {
    waiting.push(checkOf('one'));
    await clock.advance(3_000);
    await vi.waitFor(() => expect(finished()).toEqual(['one']));
  });

  it('four at once, and the next one as soon as one of them is done', async () => {
    let release: (workers: Alive) => void = () => undefined;
    alive = new Promise((resolve) => (release = resolve));
    waiting.push(...['1', '2', '3', '4', '5'].map(checkOf));
    runner.wake();
    await vi.waitFor(() => expect(waiting.map(({ id }) => id)).toEqual(['5']));
    await clock.advance(60_000);
    expect(waiting.map(({ id }) => id)).toEqual(['5']);
    release([]);
    await vi.waitFor(() => expect(finished().toSorted()).toEqual(['1', '2', '3', '4', '5']));
  });

  it('none before it is registered itself', async () => {
    workerId = undefined;
    claimedBy = [];
    waiting.push(checkOf('one'));
    await clock.advance(10_000);
    expect(claimedBy).toEqual([]);
    workerId = 'worker-1';
    await clock.advance(3_000);
    await vi.waitFor(() => expect(finished()).toEqual(['one']));
  });

  it('and goes on after the database was away', async () => {
    claimError = new Error('the database is away');
    waiting.push(checkOf('one'));
    await clock.advance(3_000);
    expect(troubles).toContain(claimError);
    claimError = undefined;
    await clock.advance(3_000);
    await vi.waitFor(() => expect(finished()).toEqual(['one']));
  });

  it('what its own end cuts short it leaves unfinished, for another worker', async () => {
    let release: (workers: Alive) => void = () => undefined;
    alive = new Promise((resolve) => (release = resolve));
    waiting.push(checkOf('one'));
    runner.wake();
    await vi.waitFor(() => expect(waiting).toEqual([]));
    ending.abort();
    release([]);
    await running;
    expect(saved).toEqual([]);
  });
});
