import { NO_METADATA_SYNC } from '@slipstream/shared';
import { waitFor } from '@slipstream/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heldBy, longestPause, ScaleBench } from '../scale/scale-bench.ts';
import { checkTopic, countMessages, perfect } from '../support/checker.ts';
import { freezeTree } from '../support/freeze-tree.ts';
import { createTopic, preload } from '../support/load.ts';
import { removeTask } from '../support/tasks.ts';
import type { WorkerProcess } from '../support/worker-process.ts';

/** Length of a worker's lease, ms (libs/database, lease-timing). */
const LEASE_MS = 9_000;
// Pauses are store times at the target, to a precision of 100 ms: so often each queue gets messages.
const TAKEOVER_MS = 15_000;
const HAND_OVER_MS = 2_000;
const REBALANCE_MS = 10_000;

let bench: ScaleBench;
const say = (text: string): void => console.log(`scale-out: ${text}`);

beforeAll(async () => {
  bench = await ScaleBench.start();
});
afterAll(() => bench?.stop());

// One bench in one order: each scenario begins with the workers that the one before it has left.
describe('several workers under a steady load (R-06)', () => {
  let workers: WorkerProcess[] = [];

  it('two workers, one of them with two processes, share all shards evenly', async () => {
    workers = [await bench.startWorker(), await bench.startWorker(2)];
    await bench.untilRunning();
    say(`three processes, even after ${await bench.untilShared(workers, REBALANCE_MS)} ms`);
    expect(Object.values(await bench.shares()).toSorted((one, other) => one - other)).toEqual([5, 5, 6]);
    await bench.untilCopiedOn(20_000);
  });

  it('kill -9 of one process of two while their parent stands still: the others go on with its streams, and it is started again', async () => {
    const [, pair] = workers;
    const [victim, sibling] = pair?.leaseNames ?? [];
    if (pair === undefined || victim === undefined || sibling === undefined)
      throw new Error('two are needed');
    const holdings = await bench.holdings();
    const held = holdings.filter(({ name }) => name === victim);
    const siblings = holdings.filter(({ name }) => name === sibling);
    pair.freeze();
    try {
      process.kill(await bench.pidOf(victim), 'SIGKILL');
      const pause = await bench.untilTakenOver(held, 40_000);
      say(`kill -9 of one process of two: longest pause ${pause} ms`);
      expect(pause).toBeLessThanOrEqual(TAKEOVER_MS);
      // Longer than a lease without a parent: its sibling still holds what it held.
      expect(await bench.holdings()).toEqual(
        expect.arrayContaining(
          siblings.map(({ shardId, owner }) => expect.objectContaining({ shardId, owner })),
        ),
      );
    } finally {
      pair.thaw();
    }
    await bench.untilShared(workers, REBALANCE_MS);
    await bench.untilCopiedOn(20_000);
    const metrics = await pair.metrics();
    expect(metrics).toMatch(/^rocketmq_replicator_process_restarts_total 1$/m);
    expect(metrics).toMatch(/^rocketmq_replicator_lease_live 2$/m);
  });

  it('kill -9 of a worker takes its processes along: the other goes on with every stream of it within 15 s', async () => {
    const [heir, victim] = workers;
    if (heir === undefined || victim === undefined) throw new Error('two workers are needed');
    const held = heldBy(await bench.holdings(), victim);
    expect(held.length).toBeGreaterThanOrEqual(20);
    await victim.kill();
    const pause = await bench.untilTakenOver(held, 40_000);
    say(`kill -9: longest pause ${pause} ms`);
    expect(pause).toBeLessThanOrEqual(TAKEOVER_MS);
    workers = [heir];
  });

  it('1 to 4 processes: fair shares within 10 s, and all streams run', async () => {
    const since = Date.now();
    const more = await Promise.all([bench.startWorker(), bench.startWorker(2)]);
    workers = [...workers, ...more];
    const shared = await bench.untilShared(workers, REBALANCE_MS);
    await bench.untilCopiedOn(20_000);
    const handovers = bench.log.handovers(since);
    say(
      `1 to 4: even after ${shared} ms, ${handovers.length} streams moved, longest pause ${longestPause(handovers)} ms`,
    );
    // 24 when all join at one moment; one after the other moves some twice.
    expect(handovers.length).toBeGreaterThanOrEqual(24);
    expect(handovers.length).toBeLessThanOrEqual(48);
    // The new owners have only just begun to run: starting a process is part of it.
    expect(longestPause(handovers)).toBeLessThanOrEqual(REBALANCE_MS);
  });

  it('nothing moves once the shares are even', async () => {
    const epochs = (await bench.holdings()).map(({ epoch }) => epoch);
    // Longer than the workers look at their leases.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect((await bench.holdings()).map(({ epoch }) => epoch)).toEqual(epochs);
  });

  it('4 to 2 processes by SIGTERM to the parent of two: no pause longer than 2 s, no fence, fair shares within 10 s', async () => {
    const [first, second, ...leaving] = workers;
    if (first === undefined || second === undefined) throw new Error('three workers are needed');
    const holdings = await bench.holdings();
    const held = leaving.flatMap((worker) => heldBy(holdings, worker));
    const codes = Promise.all(leaving.map((worker) => worker.stop()));
    const shared = await bench.untilShared([first, second], REBALANCE_MS);
    const now = await bench.holdings();
    expect(now.flatMap(({ predecessors }) => predecessors)).toEqual([]);
    const pause = await bench.untilTakenOver(held, 20_000);
    say(`4 to 2 by SIGTERM: even after ${shared} ms, longest pause ${pause} ms`);
    expect(pause).toBeLessThanOrEqual(HAND_OVER_MS);
    expect(await codes).toEqual([0]);
    workers = [first, second];
  });

  it('PostgreSQL stands still for longer than a lease: every worker stops writing before its lease ends, and goes on by itself', async () => {
    await bench.untilCopiedOn(20_000);
    const held = await bench.holdings();
    const pids = workers.map(({ pid }) => pid);
    const thaw = freezeTree(bench.deployment.pid('postgres'));
    const frozenAt = Date.now();
    try {
      await new Promise((resolve) => setTimeout(resolve, LEASE_MS + 2_000));
    } finally {
      thaw();
    }
    const thawedAt = Date.now();
    // All incarnations died meanwhile, so that every stream has a new epoch.
    await bench.untilTakenOver(held, 40_000);
    const { rows } = await bench.database.query<{ id: string; until: number }>(
      `SELECT id, extract(epoch FROM lease_until)::float8 * 1000 AS until FROM worker WHERE id = ANY ($1)`,
      [held.map(({ owner }) => owner)],
    );
    const leaseUntil = new Map(rows.map(({ id, until }) => [id, until]));
    const margins: number[] = [];
    for (const { streamKey, epoch, owner } of held) {
      const last = bench.log.of(streamKey).findLast((copy) => copy.epoch === epoch);
      margins.push((leaseUntil.get(owner ?? '') ?? 0) - (last?.storedAt ?? Infinity));
    }
    const copiedOn = bench.log.handovers(thawedAt).map(({ firstAfter }) => firstAfter - thawedAt);
    say(
      `PostgreSQL frozen for ${thawedAt - frozenAt} ms: last copies ${Math.round(Math.min(...margins))} to ${Math.round(Math.max(...margins))} ms before the lease's end; all go on ${Math.max(...copiedOn)} ms after it is back`,
    );
    expect(Math.min(...margins)).toBeGreaterThan(0);
    expect(Math.max(...copiedOn)).toBeLessThanOrEqual(TAKEOVER_MS);
    // By itself: the same processes.
    expect(workers.map(({ pid, isAlive }) => isAlive && pid)).toEqual(pids);
    await bench.untilShared(workers, REBALANCE_MS);
  });

  it('a frozen worker that wakes up after its lease: it writes nothing any more and joins as a new incarnation', async () => {
    await bench.untilCopiedOn(20_000);
    const [heir, zombie] = workers;
    if (heir === undefined || zombie === undefined) throw new Error('two workers are needed');
    const held = heldBy(await bench.holdings(), zombie);
    zombie.freeze();
    try {
      await bench.untilShared([heir], LEASE_MS + 3_000);
      await new Promise((resolve) => setTimeout(resolve, LEASE_MS - 2_000));
    } finally {
      zombie.thaw();
    }
    const thawedAt = Date.now();
    // Its connections were open all the time: only now can the broker say that they are gone.
    await bench.untilTakenOver(held, 20_000);
    const after = bench.log.handovers(thawedAt).map(({ firstAfter }) => firstAfter - thawedAt);
    const shared = await bench.untilShared(workers, REBALANCE_MS);
    say(
      `zombie: its streams went on ${Math.max(...after)} ms after it woke up, even again after ${shared} ms`,
    );
    const incarnations = new Set(held.map(({ owner }) => owner));
    for (const { owner } of await bench.holdings()) expect(incarnations).not.toContain(owner);
    await bench.untilCopiedOn(20_000);
    expect(bench.log.broken).toEqual([]);
  });

  it('queues added while a task runs: those of the source are copied from their beginning, those of the target move no stream', async () => {
    const { sourceClient, targetClient, deployment } = bench;
    const topic = 'growing';
    const put = (queues: number, messages: number): Promise<void> =>
      preload(sourceClient, { topic, queues, messages, bodyBytes: 100 });
    const untilCopied = (messages: number): Promise<unknown> =>
      waitFor(async () => (await countMessages(targetClient, topic)) >= messages, {
        timeoutMs: 40_000,
        what: `${messages} messages in ${topic}`,
      });
    const mapping = async (): Promise<Map<number, number>> =>
      new Map(
        (await deployment.api.streams(id)).map(({ sourceQueue, targetQueue }) => [sourceQueue, targetQueue]),
      );
    await put(4, 400);
    // The target's topic is left to its owner: metadata sync would widen it, before or after the new queues are planned.
    const id = await bench.addTask(topic, { metadata: NO_METADATA_SYNC });
    await untilCopied(400);
    // Eight queues from here on, the new ones with messages before any planner can have seen them.
    await put(8, 800);
    await untilCopied(1_200);
    const before = await mapping();
    expect([...before].toSorted(([a], [b]) => a - b)).toEqual(
      Array.from({ length: 8 }, (_, queue) => [queue, queue % 4]),
    );
    await createTopic(targetClient, topic, 8);
    await put(8, 800);
    await untilCopied(2_000);
    expect(await mapping()).toEqual(before);
    expect(await checkTopic(sourceClient, targetClient, topic)).toEqual(perfect(2_000));
    await removeTask(deployment.api, id);
  });

  it('PostgreSQL restored from an older backup: the target says where to go on, and nothing is sent twice', async () => {
    const { database } = bench;
    await database.query('CREATE TABLE old_checkpoint AS TABLE checkpoint');
    await database.query('CREATE TABLE old_shard AS SELECT id, epoch FROM shard');
    await bench.untilCopiedOn(20_000);
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    await Promise.all(workers.map((worker) => worker.stop()));
    await database.query('BEGIN');
    await database.query('DELETE FROM checkpoint');
    await database.query('INSERT INTO checkpoint SELECT * FROM old_checkpoint');
    await database.query('UPDATE shard s SET epoch = o.epoch FROM old_shard o WHERE o.id = s.id');
    // As docs/operations.md says: above every epoch that was given since the backup.
    await database.query('UPDATE shard SET epoch = epoch + 1000');
    await database.query('COMMIT');
    const since = Date.now();
    workers = [await bench.startWorker(), await bench.startWorker()];
    await bench.untilShared(workers, 30_000);
    await bench.untilCopiedOn(30_000);
    say(`restored: ${bench.log.handovers(since).length} streams went on`);
    const { rows } = await database.query(`SELECT kind FROM event WHERE kind = 'ORDER_VIOLATION'`);
    expect(rows).toEqual([]);
  });

  it('over all of it: nothing missing, nothing doubled, order kept, no former owner after its successor (R-01)', async () => {
    const reports = await bench.finish();
    expect(reports).toEqual(bench.topics.map((topic) => perfect(bench.load.sentTo(topic))));
    expect(bench.log.broken).toEqual([]);
    say(`${reports.reduce((sum, { source }) => sum + source, 0)} messages compared`);
  });
});
