import { LeaseLostError, PortError } from '@slipstream/replication';
import { ManualClock } from '@slipstream/replication/testing';
import { makeReason } from '@slipstream/shared';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LiveIncarnation } from '../lease/live-incarnation.js';
import { FakeLeases } from '../testing/fake-leases.js';
import { FakeSession, RUNNING_REPORT } from '../testing/fake-session.js';
import { Supervisor } from './supervisor.js';
import { RestartRequest } from './work-session.js';

const unreachable = new PortError(
  makeReason('NAME_SERVER_UNREACHABLE', 'CONNECT', { cluster: 'old' }),
  false,
);

describe('Supervisor', () => {
  let clock: ManualClock;
  let leases: FakeLeases;
  let session: FakeSession;
  let incarnation: LiveIncarnation;
  let supervisor: Supervisor;
  let told: string[];
  let retired: string[];

  const newIncarnation = (id: string): LiveIncarnation =>
    new LiveIncarnation(id, Number.POSITIVE_INFINITY, () => clock.monotonic());

  beforeEach(() => {
    clock = new ManualClock();
    leases = new FakeLeases();
    session = new FakeSession();
    told = [];
    retired = [];
    supervisor = new Supervisor({
      leases,
      openSession: () => session,
      clock,
      random: () => 1,
      listener: {
        claimed: (shard, predecessors) => told.push(['claimed', shard.shardId, ...predecessors].join(' ')),
        phase: (shard, report) => told.push(`${report.phase} ${shard.shardId}`),
        report: () => undefined,
        gone: (shard) => told.push(`gone ${shard.shardId}`),
        trouble: (what, error) =>
          told.push(`${what}: ${error instanceof Error ? error.message : String(error)}`),
      },
      retire: (old) => {
        retired.push(old.id);
        old.end();
        session = new FakeSession();
        incarnation = newIncarnation('w2');
        supervisor.begin(incarnation);
        return Promise.resolve();
      },
    });
    incarnation = newIncarnation('w1');
    supervisor.begin(incarnation);
    supervisor.start();
  });

  afterEach(async () => {
    const stopped = supervisor.stopClaiming();
    await clock.advance(20_000);
    await stopped;
  });

  describe('starts and stops the difference (T-02)', () => {
    it('claims a shard within a second, runs it and says so', async () => {
      leases.offer('a');
      await clock.advance(1_000);
      expect(session.starts).toMatchObject([{ shardId: 'a', generation: 1, stoppedClean: true }]);
      expect(leases.phases('a')).toEqual(['INITIALIZING g1', 'RUNNING g1']);
    });

    it('looks at once when it is woken', async () => {
      await clock.advance(200);
      leases.offer('a');
      supervisor.wake();
      await clock.advance(0);
      expect(session.starts).toHaveLength(1);
    });

    it('tells of a takeover', async () => {
      leases.offer('a', { predecessors: [{ id: 'dead', producerGroup: 'g' }] });
      await clock.advance(1_000);
      expect(told).toContain('claimed a dead');
    });

    it('starts what another worker has handed over as such, the first time only', async () => {
      leases.offer('a', { handedOver: true });
      await clock.advance(1_000);
      leases.change('a', { generation: 2 });
      await clock.advance(1_000);
      expect(session.starts.map((start) => start.handedOver)).toEqual([true, false]);
    });

    it('stops a shard that is no longer wanted in good order, and releases it clean', async () => {
      leases.offer('a');
      await clock.advance(1_000);
      leases.change('a', { wanted: false });
      await clock.advance(1_000);
      expect(session.shard('a').stops).toBe(1);
      expect(leases.released).toEqual([{ shardId: 'a', clean: true }]);
      expect(supervisor.running).toEqual([]);
    });

    it('releases what is above its fair share, so that another worker can take it', async () => {
      leases.offer('a');
      leases.offer('b');
      await clock.advance(1_000);
      leases.change('b', { surplus: true });
      await clock.advance(1_000);
      expect(leases.released).toEqual([{ shardId: 'b', clean: true }]);
      expect(supervisor.running.map((shard) => shard.shardId)).toEqual(['a']);
    });

    it('starts a shard anew with the new spec when its generation changes', async () => {
      leases.offer('a');
      await clock.advance(1_000);
      leases.change('a', { generation: 2 });
      await clock.advance(1_000);
      expect(session.starts.map((start) => start.generation)).toEqual([1, 2]);
      expect(session.shard('a').start.stoppedClean).toBe(true);
      expect(leases.phases('a').slice(-2)).toEqual(['INITIALIZING g2', 'RUNNING g2']);
      expect(leases.released).toEqual([]);
    });

    it('releases a shard whose start hangs', async () => {
      session.hanging.add('a');
      leases.offer('a');
      await clock.advance(1_000);
      leases.change('a', { wanted: false });
      await clock.advance(1_000);
      expect(leases.released).toEqual([{ shardId: 'a', clean: true }]);
    });
  });

  describe('lets each shard fail alone (T-04)', () => {
    it('reports a failed start with its reason, tries again with growing pauses, and leaves others alone', async () => {
      session.failures.set('a', unreachable);
      leases.offer('a');
      leases.offer('b');
      await clock.advance(1_000);
      expect(leases.phases('a')).toEqual(['INITIALIZING g1', 'START_FAILED NAME_SERVER_UNREACHABLE g1']);
      expect(leases.phases('b').at(-1)).toBe('RUNNING g1');
      await clock.advance(62_000);
      expect(session.starts.filter((start) => start.shardId === 'a')).toHaveLength(7);
      expect(leases.phases('a')).toHaveLength(2);
    });

    it('runs as soon as the cause is gone', async () => {
      session.failures.set('a', unreachable);
      leases.offer('a');
      await clock.advance(1_000);
      session.failures.clear();
      await clock.advance(2_000);
      expect(leases.phases('a').at(-1)).toBe('RUNNING g1');
    });

    it('tries at once when the spec was corrected, however long the pause', async () => {
      session.failures.set('a', unreachable);
      leases.offer('a');
      await clock.advance(60_000);
      session.failures.clear();
      leases.change('a', { generation: 2 });
      await clock.advance(1_000);
      expect(leases.phases('a').slice(-2)).toEqual(['INITIALIZING g2', 'RUNNING g2']);
    });

    it('calls it FAILED, not START_FAILED, once it ran in this generation', async () => {
      leases.offer('a');
      await clock.advance(1_000);
      session.failures.set('a', unreachable);
      session.shard('a').end(unreachable);
      await clock.advance(1_000);
      expect(leases.phases('a').at(-1)).toBe('FAILED NAME_SERVER_UNREACHABLE g1');
      expect(session.shard('a').stops).toBe(1);
    });

    it('starts a shard anew at once, and calls it no failure, when the shard asks for it', async () => {
      leases.offer('a');
      await clock.advance(1_000);
      session.shard('a').end(new RestartRequest('a cluster was edited'));
      await clock.advance(0);
      expect(session.starts).toHaveLength(2);
      expect(leases.phases('a')).toEqual(['INITIALIZING g1', 'RUNNING g1']);
    });

    it('passes on why a running shard is held back, and that it is well again', async () => {
      leases.offer('a');
      await clock.advance(1_000);
      session.shard('a').reported = { ...RUNNING_REPORT, reason: makeReason('TARGET_BUSY', 'WRITE') };
      await clock.advance(1_000);
      session.shard('a').reported = RUNNING_REPORT;
      await clock.advance(3_000);
      expect(leases.phases('a')).toEqual([
        'INITIALIZING g1',
        'RUNNING g1',
        'RUNNING TARGET_BUSY g1',
        'RUNNING g1',
      ]);
    });

    it('starts with a fence against itself after it could not stop in good order', async () => {
      leases.offer('a');
      await clock.advance(1_000);
      session.shard('a').clean = false;
      session.shard('a').end(new Error('broken'));
      await clock.advance(1_500);
      expect(session.starts.map((start) => start.stoppedClean)).toEqual([true, false]);
    });
  });

  describe('gives up what it does not own (R-05)', () => {
    it('resets all connections and drops all shards when the lease is lost, and writes nothing', async () => {
      leases.offer('a');
      await clock.advance(1_000);
      const written = leases.reports.length;
      incarnation.end();
      supervisor.lose(incarnation);
      await clock.advance(5_000);
      expect(session.calls).toEqual(['reset']);
      expect(supervisor.running).toEqual([]);
      expect(leases.reports).toHaveLength(written);
      expect(leases.released).toEqual([]);
    });

    it('drops a shard that has another owner, and keeps the others', async () => {
      leases.offer('a');
      leases.offer('b');
      await clock.advance(1_000);
      leases.owners.delete('a');
      await clock.advance(1_000);
      expect(told).toContain('gone a');
      expect(supervisor.running.map((shard) => shard.shardId)).toEqual(['b']);
      expect(leases.released).toEqual([]);
    });

    it('drops a shard whose checkpoint was refused', async () => {
      leases.offer('a');
      await clock.advance(1_000);
      leases.owners.delete('a');
      session.shard('a').end(new LeaseLostError('epoch 2'));
      await clock.advance(0);
      expect(supervisor.running).toEqual([]);
    });

    it('keeps its shards running while PostgreSQL is away, and reports afterwards', async () => {
      leases.offer('a');
      await clock.advance(1_000);
      leases.failure = new Error('no database');
      session.shard('a').reported = { ...RUNNING_REPORT, reason: makeReason('TARGET_BUSY', 'WRITE') };
      await clock.advance(3_000);
      expect(supervisor.running).toHaveLength(1);
      leases.failure = undefined;
      await clock.advance(1_000);
      expect(leases.phases('a').at(-1)).toBe('RUNNING TARGET_BUSY g1');
    });
  });

  describe('when a shard could not be stopped in good order', () => {
    it('releases it as not clean and hands over to a new incarnation, so that its producer group disappears', async () => {
      leases.offer('a');
      leases.offer('b');
      await clock.advance(1_000);
      session.shard('a').clean = false;
      leases.change('a', { wanted: false });
      const first = session;
      await clock.advance(3_000);
      expect(leases.released).toEqual([
        { shardId: 'a', clean: false },
        { shardId: 'b', clean: true },
      ]);
      expect(retired).toEqual(['w1']);
      expect(first.calls).toEqual(['close']);
    });

    it('does not wait for ever for a shard that does not stop', async () => {
      leases.offer('a');
      await clock.advance(1_000);
      session.shard('a').whenStopped = new Promise(() => undefined);
      leases.change('a', { wanted: false });
      await clock.advance(17_000);
      expect(leases.released).toEqual([{ shardId: 'a', clean: false }]);
    });
  });

  it('shuts down in order: no more claims, shards stopped and released, connections closed', async () => {
    leases.offer('a');
    await clock.advance(1_000);
    await supervisor.stopClaiming();
    leases.offer('b');
    await clock.advance(3_000);
    expect(session.starts).toHaveLength(1);
    await supervisor.stopShards(5_000);
    expect(leases.released).toEqual([{ shardId: 'a', clean: true }]);
    expect(session.calls).toEqual([]);
    expect(await supervisor.closeSession()).toBe(true);
    expect(session.calls).toEqual(['close']);
  });
});
