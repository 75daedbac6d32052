import { EncodedBatch } from '@slipstream/rocketmq-remoting/message';
import { describe, expect, it } from 'vitest';
import { LeaseLostError } from '../ports/checkpoint-store.js';
import { World, type WorldWorker } from '../testing/world.js';
import { isUserRefusal } from './send-outcome.js';

/**
 * A worker whose second batch lies unread with the broker when it is killed, behind a partition: the broker goes on to list
 * its connection.
 */
async function killedWithABatchOnItsWay(world: World): Promise<WorldWorker> {
  world.produce(0, 64);
  world.target.noticesReset = false;
  let sends = 0;
  world.target.fate = () => (++sends === 2 ? 'HOLD' : 'STORE');
  const worker = world.startWorker();
  await world.clock.runUntil(() => sends === 2, 'second batch on its way');
  world.kill(worker);
  return worker;
}

async function copiesAll(world: World, count: number): Promise<void> {
  await world.clock.runUntil(() => world.copies().length >= count, 'all copied');
  await world.clock.advance(5_000);
  expect(world.copies()).toEqual(world.originals());
}

describe('the credential fence (R-01, R-06)', () => {
  it('takes over within seconds while the broker still lists the predecessor, and what it sent never lands', async () => {
    const world = new World();
    world.target.users.areMade = true;
    await killedWithABatchOnItsWay(world);
    const before = world.clock.now();
    const second = world.startWorker();
    await world.clock.runUntil(() => second.shard.report().phase === 'RUNNING', 'taken over');
    expect(world.clock.now() - before).toBeLessThan(3_000);
    world.target.release();
    await copiesAll(world, 64);
    expect(world.eventsOf('ORDER_VIOLATION')).toEqual([]);
  });

  it('refuses a predecessor that is still alive, which gets no other connection after its lease', async () => {
    const world = new World();
    world.target.users.areMade = true;
    world.produce(0, 10);
    const first = world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 10, 'copied');
    // It has looked at its lease, and freezes right before it writes.
    const lane = await first.gateway.to('target-a').lane();
    first.guard.isValid = false;
    const second = world.startWorker();
    await world.clock.runUntil(() => second.shard.report().phase === 'RUNNING', 'taken over');
    const entries = [{ flag: 0, body: Buffer.from('late'), properties: Buffer.alloc(0) }];
    const late = {
      topic: 'orders',
      queueId: 0,
      sysFlag: 0,
      bornTimestamp: 0,
      entries: EncodedBatch.of(entries),
    };
    expect(await lane.send(late)).toMatchObject({ kind: 'ANSWERED', responseCode: 16, queueOffset: null });
    expect(lane.isOpen).toBe(false);
    await expect(first.gateway.to('target-a').lane()).rejects.toThrow(LeaseLostError);
    expect(world.target.content('orders', 0)).toHaveLength(10);
  });

  it('proves its own unanswered send gone in the same way, with a new user', async () => {
    const world = new World();
    world.target.users.areMade = true;
    world.target.noticesReset = false;
    world.produce(0, 40);
    let sends = 0;
    world.target.fate = () => (++sends === 1 ? 'HOLD' : 'STORE');
    world.startWorker();
    await copiesAll(world, 40);
    world.target.release();
    expect(world.copies()).toEqual(world.originals());
    expect(world.target.users.names).toEqual(['w1@2']);
  });

  it.each([
    ['the right to disable users was withdrawn', (world: World) => (world.target.users.mayDisable = false)],
    ['the broker goes on to serve the user', (world: World) => (world.target.users.noticesDisabling = false)],
  ])('waits for the end of the connection instead when %s', async (_, spoil) => {
    const world = new World();
    world.target.users.areMade = true;
    const first = await killedWithABatchOnItsWay(world);
    spoil(world);
    const second = world.startWorker();
    await world.clock.advance(60_000);
    expect(second.shard.report().phase).toBe('INITIALIZING');
    world.target.release();
    world.target.noticeGone(first.incarnation.producerGroup);
    await copiesAll(world, 64);
  });

  it('waits out the lock-delay when the broker neither disables users nor lists connections', async () => {
    const world = new World();
    world.target.users.areMade = true;
    await killedWithABatchOnItsWay(world);
    world.target.users.mayDisable = false;
    world.target.listsProducers = false;
    const second = world.startWorker();
    await world.clock.advance(129_000);
    expect(second.shard.report().phase).toBe('INITIALIZING');
    await world.clock.runUntil(() => second.shard.report().phase === 'RUNNING', 'taken over', 10_000);
  });

  it('does not trust the fence when one connection of the predecessor had no user of its own', async () => {
    const world = new World();
    await killedWithABatchOnItsWay(world);
    world.target.users.areMade = true;
    const second = world.startWorker();
    await world.clock.advance(60_000);
    expect(second.shard.report().phase).toBe('INITIALIZING');
  });

  it('goes on with a new user when somebody removed the one in use', async () => {
    const world = new World();
    world.target.users.areMade = true;
    world.produce(0, 10);
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 10, 'copied');
    world.target.users.disable('w1@1');
    world.produce(0, 10);
    await copiesAll(world, 20);
    expect(world.target.users.names).toEqual(['w1@2']);
  });

  it('removes its users when it stops in order, and those of predecessors once they are fenced', async () => {
    const world = new World();
    world.target.users.areMade = true;
    await killedWithABatchOnItsWay(world);
    const second = world.startWorker();
    await copiesAll(world, 64);
    expect(world.target.users.names).toEqual(['w2@1']);
    await second.shard.stop();
    expect(await second.gateway.close()).toBe(true);
    expect(world.target.users.names).toEqual([]);
  });
});

describe('epochs in the target queue (R-01)', () => {
  it('halt a stream whose lease is older than what is at the target already, as after a database that lost a commit', async () => {
    const world = new World();
    world.produce(0, 10);
    world.kill(world.startWorker());
    const second = world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 10, 'copied');
    world.kill(second);
    world.checkpoints.epoch = 0;
    world.produce(0, 10);
    const third = world.startWorker();
    await world.clock.advance(30_000);
    expect(third.shard.report().reason).toMatchObject({ code: 'INTERNAL', step: 'RECOVER' });
    expect(third.shard.report().reason?.said).toContain('epoch 2 is at the target, this lease has epoch 1');
    expect(world.copies()).toHaveLength(10);
    expect(world.eventsOf('ORDER_VIOLATION')).not.toEqual([]);
  });
});

describe('a connection whose worker lost its lease while it was being opened', () => {
  it('is closed, so that nobody waits for it', async () => {
    const world = new World();
    const first = world.startWorker();
    world.kill(first);
    await world.clock.advance(1_000);
    expect(await world.target.producerClientIds(first.incarnation.producerGroup)).toEqual([]);
  });
});

describe('a stream that waits for a fence', () => {
  it('says what for, since when and what ends it, and that is no failed start', async () => {
    const world = new World();
    const first = await killedWithABatchOnItsWay(world);
    const began = new Date(world.clock.now()).toISOString().slice(0, 16);
    const second = world.startWorker();
    await world.clock.advance(1_000);
    expect(second.shard.report().reason).toBeNull();
    await world.clock.advance(5_000);
    const { phase, reason, streams } = second.shard.report();
    expect(phase).toBe('INITIALIZING');
    expect(reason).toMatchObject({ code: 'WAITING_FOR_FENCE', subject: 'target-a' });
    expect(reason?.said).toContain(`since ${began}`);
    expect(reason?.said).toContain(`former owner w1: ends when the broker lists no connection of it`);
    expect(streams[0]?.reason).toEqual(reason);
    world.target.noticeGone(first.incarnation.producerGroup);
    await world.clock.runUntil(() => second.shard.report().phase === 'RUNNING', 'taken over');
    expect(second.shard.report().reason).toBeNull();
  });
});

describe('a refusal of the user itself', () => {
  it.each([
    [16, 'User:slipstream-1 is disabled.', true],
    [16, 'User:slipstream-1 is not found.', true],
    [1, 'org.apache.rocketmq.acl.common.AclException: No acl config for slipstream-1, ...', true],
    [1, 'AclException: No PlainAccessResource for accessKey=slipstream-1', true],
    [16, 'check signature failed.', false],
    [16, 'User:slipstream-1 has no permission to access Topic:a from 127.0.0.1, no matched policies.', false],
    [1, 'AclException: Check signature failed for accessKey=slipstream-1', false],
    [1, 'java.lang.NullPointerException', false],
    [0, '', false],
  ])('code %i %s: %s', (responseCode, remark, expected) => {
    expect(isUserRefusal({ kind: 'ANSWERED', responseCode, remark, queueOffset: null })).toBe(expected);
  });
});
