import { encodeProperties, getProperty, parseProperties } from '@slipstream/rocketmq-remoting/message';
import { describe, expect, it } from 'vitest';
import { encodeProvenance, readProvenance } from '../provenance.js';
import { World } from '../testing/world.js';

describe('a shard that copies (R-01, R-02)', () => {
  it('brings every message over once and in order, with body, flag, keys, tags, unique key and properties', async () => {
    const world = new World({ queues: 2 });
    world.source.produce('orders', 0, [
      {
        body: 'first',
        flag: 7,
        properties: {
          UNIQ_KEY: 'U1',
          KEYS: 'k1 k2',
          TAGS: 'paid',
          region: '华东',
          CLUSTER: 'old',
          DELAY: '3',
        },
      },
    ]);
    world.produce(0, 500);
    world.produce(1, 70);
    world.startWorker();
    await world.clock.runUntil(
      () => world.copies(0).length === 501 && world.copies(1).length === 70,
      'all copied',
    );
    expect(world.copies(0)).toEqual(world.originals(0));
    expect(world.copies(1)).toEqual(world.originals(1));
    const copy = world.target.content('orders', 0)[0];
    expect(copy?.flag).toBe(7);
    const properties = parseProperties(copy?.properties ?? Buffer.alloc(0));
    expect(Object.fromEntries([...properties].filter(([key]) => !key.startsWith('REPL_')))).toEqual({
      UNIQ_KEY: 'U1',
      KEYS: 'k1 k2',
      TAGS: 'paid',
      region: '华东',
    });
    expect(properties.get('REPL_ORIGIN')).toBe('east');
  });

  it('says that it runs when every stream was proven, and that it has no delay when it has caught up', async () => {
    const world = new World();
    world.produce(0, 10);
    const { shard } = world.startWorker();
    expect(shard.report().phase).toBe('INITIALIZING');
    await world.clock.runUntil(() => world.copies().length === 10, 'all copied');
    await world.clock.advance(20_000);
    const report = shard.report();
    expect(report).toMatchObject({
      phase: 'RUNNING',
      reason: null,
      delayMs: 0,
      lagMessages: 0,
      counts: { read: 10, sent: 10, failed: 0 },
    });
    expect(report.streams[0]).toMatchObject({ state: 'RUNNING', position: 10, sourceMax: 10 });
    expect(shard.report().counts.sent).toBe(0);
  });

  it('keeps messages of different compression apart, since a batch has one sysFlag', async () => {
    const world = new World();
    world.source.produce('orders', 0, [
      { body: 'a' },
      { body: 'b', sysFlag: 0x301 | 0x10 },
      { body: 'c', sysFlag: 0x301 },
      { body: 'd' },
    ]);
    world.startWorker();
    await world.clock.runUntil(() => world.target.content('orders', 0).length === 4, 'all copied');
    expect(world.target.batches.map(({ sysFlag, entries }) => [sysFlag, entries.length])).toEqual([
      [0, 1],
      [0x301, 2],
      [0, 1],
    ]);
  });

  it('checks tags again, because brokers compare hashes (T-03)', async () => {
    const world = new World({ filter: { type: 'TAG', expression: 'BB' } });
    world.source.produce(
      'orders',
      0,
      ['BB', 'Aa', 'C', 'BB'].map((tag) => ({ body: tag, properties: { TAGS: tag, UNIQ_KEY: tag } })),
    );
    const { shard } = world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 2, 'both copied');
    await world.clock.advance(2_000);
    expect(world.copies()).toEqual(['BB', 'BB']);
    expect(shard.report().counts).toMatchObject({ sent: 2, filtered: 2 });
  });

  it('skips what has passed the target before, and copies what an application made of a replica (R-05)', async () => {
    const world = new World();
    const properties = encodeProperties([['UNIQ_KEY', 'U1']]);
    const provenance = encodeProvenance(
      {
        origin: 'west',
        path: ['west'],
        streamKey: 'back-0',
        generation: 1,
        sourceOffset: 4,
        epoch: 1,
        bornTimestamp: 5,
      },
      { topic: 'orders', bornTimestamp: 1000, properties },
    );
    const replica = Object.fromEntries(parseProperties(Buffer.concat([properties, provenance])));
    world.source.produce('orders', 0, [
      { body: 'came home', properties: replica, bornTimestamp: 1000 },
      { body: 'sent on by an application', properties: replica, bornTimestamp: 2000 },
      { body: 'its own id', properties: { ...replica, UNIQ_KEY: 'U2' }, bornTimestamp: 1000 },
    ]);
    const { shard } = world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 2, 'both copied');
    await world.clock.advance(2_000);
    expect(world.copies()).toEqual(['sent on by an application', 'its own id']);
    const copy = world.target.content('orders', 0)[0];
    expect(copy === undefined ? undefined : readProvenance(copy)).toMatchObject({
      origin: 'east',
      path: ['east'],
    });
    expect(shard.report().counts).toMatchObject({ skippedLoop: 1, sent: 2 });
  });

  it('keeps origin, path and born time over several hops', async () => {
    const world = new World();
    const properties = encodeProperties([['UNIQ_KEY', 'U1']]);
    const provenance = encodeProvenance(
      {
        origin: 'north',
        path: ['north', 'south'],
        streamKey: 'x-0',
        generation: 1,
        sourceOffset: 4,
        epoch: 1,
        bornTimestamp: 5,
      },
      { topic: 'orders', bornTimestamp: 1000, properties },
    );
    world.source.produce('orders', 0, [
      {
        body: 'x',
        properties: Object.fromEntries(parseProperties(Buffer.concat([properties, provenance]))),
        bornTimestamp: 1000,
      },
    ]);
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 1, 'copied');
    const copy = world.target.content('orders', 0)[0];
    expect(copy === undefined ? undefined : readProvenance(copy)).toMatchObject({
      origin: 'north',
      path: ['north', 'south', 'east'],
      bornTimestamp: 5,
    });
    expect(getProperty(copy?.properties ?? Buffer.alloc(0), 'UNIQ_KEY')).toBe('U1');
  });
});

describe('a send whose outcome is unknown (R-01)', () => {
  it.each(['STORE_WITHOUT_ANSWER', 'LOSE', 'HOLD'] as const)(
    '%s: reads the target and goes on without loss or duplicate',
    async (fate) => {
      const world = new World();
      world.produce(0, 100);
      let sends = 0;
      world.target.fate = () => (++sends === 2 ? fate : 'STORE');
      world.startWorker();
      await world.clock.runUntil(() => sends >= 2, 'second send');
      // What the broker has not read yet lands before it lets go of the connection.
      world.target.release();
      await world.clock.runUntil(() => world.copies().length >= 100, 'all copied');
      world.produce(0, 50);
      await world.clock.runUntil(() => world.copies().length >= 150, 'the rest copied');
      expect(world.copies()).toEqual(world.originals());
    },
  );

  it('waits for the broker to drop its own old connection before it reads the tail', async () => {
    const world = new World();
    world.produce(0, 40);
    world.target.noticesReset = false;
    let sends = 0;
    world.target.fate = () => (++sends === 1 ? 'HOLD' : 'STORE');
    world.startWorker();
    await world.clock.runUntil(() => sends === 1, 'first send');
    await world.clock.advance(60_000);
    expect(sends).toBe(1);
    world.target.release();
    world.target.noticeGone('SLIPSTREAM_w1');
    await world.clock.runUntil(() => world.copies().length === 40, 'all copied');
    await world.clock.advance(5_000);
    expect(world.copies()).toEqual(world.originals());
  });

  it('sees through dispatch that lags behind acknowledged messages', async () => {
    const world = new World();
    world.target.dispatchesAtOnce = false;
    world.produce(0, 100);
    let sends = 0;
    world.target.fate = () => (++sends === 2 ? 'STORE_WITHOUT_ANSWER' : 'STORE');
    world.startWorker();
    await world.clock.runUntil(() => sends >= 3, 'went on');
    await world.clock.advance(5_000);
    expect(world.copies()).toEqual(world.originals());
  });
});

describe('takeover (R-06)', () => {
  it('goes on behind what a former owner wrote last and let go in order, also on a connection older than that', async () => {
    const world = new World();
    const next = world.addWorker();
    const connected = next.gateway.to('target-a').lane();
    await world.clock.advance(1_000);
    await connected;
    const first = world.startWorker();
    await world.clock.runUntil(() => first.shard.report().phase === 'RUNNING', 'the first owner runs');
    world.target.dispatchesAtOnce = false;
    world.produce(0, 20);
    await world.clock.runUntil(() => world.target.batches.length > 0, 'written, and not visible yet');
    const stopped = first.shard.stop();
    await world.clock.advance(1_000);
    expect(await stopped).toEqual({ clean: true });
    world.startWorker('clean', undefined, next);
    await world.clock.advance(5_000);
    expect(world.copies()).toEqual(world.originals());
    expect(world.eventsOf('TARGET_TRUNCATED')).toEqual([]);
  });

  it('goes on in the newest generation, also when a checkpoint of an older one was stored late', async () => {
    const world = new World();
    world.produce(0, 10);
    const first = world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 10, 'copied');
    await world.clock.advance(3_000);
    const stopped = first.shard.stop();
    await world.clock.advance(1_000);
    await stopped;
    const [late] = world.checkpoints.ring(0);
    if (late === undefined) throw new Error('nothing was stored');
    world.checkpoints.put({ ...late, streamId: 0, generation: late.generation + 1 });
    world.checkpoints.put({ ...late, streamId: 0 });
    world.produce(0, 5);
    world.startWorker('clean');
    await world.clock.runUntil(() => world.copies().length === 15, 'went on');
    const newest = world.target.content('orders', 0).at(-1);
    expect(newest && readProvenance(newest)?.generation).toBe(late.generation + 1);
    expect(world.copies()).toEqual(world.originals());
  });

  it('waits for all owners that nobody has fenced, also when one died before it had fenced another (ADR 0004)', async () => {
    const world = new World();
    world.produce(0, 64);
    world.target.noticesReset = false;
    let sends = 0;
    world.target.fate = () => (++sends === 2 ? 'HOLD' : 'STORE');
    const first = world.startWorker();
    await world.clock.runUntil(() => sends === 2, 'second batch on its way');
    world.kill(first);
    const second = world.startWorker();
    await world.clock.advance(2_000);
    world.kill(second);
    const third = world.startWorker();
    world.target.noticeGone(second.incarnation.producerGroup);
    await world.clock.advance(20_000);
    expect(third.shard.report().phase).toBe('INITIALIZING');
    world.target.noticeGone(first.incarnation.producerGroup);
    await world.clock.runUntil(() => world.copies().length >= 64, 'all copied');
    await world.clock.advance(5_000);
    expect(world.copies()).toEqual(world.originals());
  });

  it('reads the tail only when the barrier is visible, however long that takes', async () => {
    const world = new World({ tuning: { checkpointEveryMs: 3_600_000 } });
    world.target.dispatchesAtOnce = false;
    world.target.barrierMs = 10_000;
    world.produce(0, 300);
    const first = world.startWorker();
    await world.clock.runUntil(() => world.copies().length >= 96, 'some copied');
    world.kill(first);
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length >= 300, 'all copied');
    await world.clock.advance(30_000);
    expect(world.copies()).toEqual(world.originals());
  });

  it('goes on right after the last message that the predecessor stored, wherever its checkpoint is', async () => {
    const world = new World({ tuning: { checkpointEveryMs: 3_600_000 } });
    world.produce(0, 300);
    const first = world.startWorker();
    await world.clock.runUntil(() => world.copies().length >= 96, 'some copied');
    world.kill(first);
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length >= 300, 'all copied');
    await world.clock.advance(5_000);
    expect(world.copies()).toEqual(world.originals());
    expect(world.eventsOf('ORDER_VIOLATION')).toEqual([]);
  });

  it('waits while the broker still lists the predecessor, so that a late batch of it lands before the tail is read', async () => {
    const world = new World();
    world.produce(0, 64);
    world.target.noticesReset = false;
    let sends = 0;
    world.target.fate = () => (++sends === 2 ? 'HOLD' : 'STORE');
    const first = world.startWorker();
    await world.clock.runUntil(() => sends === 2, 'second batch on its way');
    world.kill(first);
    const second = world.startWorker();
    await world.clock.advance(30_000);
    expect(second.shard.report().phase).toBe('INITIALIZING');
    world.target.release();
    world.target.noticeGone(first.incarnation.producerGroup);
    await world.clock.runUntil(() => world.copies().length >= 64, 'all copied');
    await world.clock.advance(5_000);
    expect(world.copies()).toEqual(world.originals());
  });

  it('waits out the lock-delay when the broker cannot list producers', async () => {
    const world = new World();
    world.produce(0, 10);
    const first = world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 10, 'copied');
    world.kill(first);
    world.target.listsProducers = false;
    const second = world.startWorker();
    await world.clock.advance(129_000);
    expect(second.shard.report().phase).toBe('INITIALIZING');
    await world.clock.advance(5_000);
    expect(second.shard.report().phase).toBe('RUNNING');
  });

  it('counts every copy once, whatever the predecessor had counted and not saved (O-01)', async () => {
    const world = new World({ tuning: { checkpointEveryMs: 3_600_000 } });
    world.produce(0, 300);
    const first = world.startWorker();
    await world.clock.runUntil(() => world.copies().length >= 96, 'some copied');
    first.shard.report();
    world.kill(first);
    const second = world.startWorker();
    await world.clock.runUntil(() => world.copies().length >= 300, 'all copied');
    await world.clock.advance(5_000);
    await second.shard.stop();
    expect(world.checkpoints.totals).toMatchObject({ read: 300, sent: 300 });
  });

  it('needs no fence after a clean stop', async () => {
    const world = new World();
    world.produce(0, 100);
    const first = world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 100, 'copied');
    expect(await first.shard.stop()).toEqual({ clean: true });
    expect(world.checkpoints.ring(0)[0]).toMatchObject({ sourceOffset: 100, targetOffset: 100 });
    world.produce(0, 20);
    world.startWorker('clean');
    await world.clock.runUntil(() => world.copies().length === 120, 'copied on');
    expect(world.copies()).toEqual(world.originals());
  });

  it('stops writing the moment the lease guard says so, and tells', async () => {
    const world = new World();
    world.produce(0, 10);
    const worker = world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 10, 'copied');
    worker.guard.isValid = false;
    world.produce(0, 10);
    await world.clock.advance(20_000);
    expect(world.copies()).toHaveLength(10);
    expect((await worker.shard.failed).name).toBe('LeaseLostError');
    expect(await worker.shard.stop()).toEqual({ clean: false });
  });

  it('stops when its checkpoint is refused because another worker has the shard', async () => {
    const world = new World();
    world.produce(0, 10);
    const worker = world.startWorker();
    world.checkpoints.epoch = 99;
    await world.clock.advance(3_000);
    expect((await worker.shard.failed).name).toBe('LeaseLostError');
  });
});

describe('a target that is far away', () => {
  const sizes = (world: World): number[] => world.target.batches.map(({ entries }) => entries.length);

  it('gets batches that grow with the backlog, and small ones once there is none', async () => {
    const world = new World();
    world.target.answerMs = 100;
    world.produce(0, 8_000);
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 8_000, 'all copied');
    expect(world.copies()).toEqual(world.originals());
    expect(Math.max(...sizes(world))).toBeGreaterThan(1_024);
    const before = world.target.batches.length;
    for (let piece = 0; piece < 5; piece++) {
      world.produce(0, 1);
      await world.clock.runUntil(() => world.copies().length === 8_001 + piece, 'one more copied');
      await world.clock.advance(500);
    }
    world.produce(0, 2_000);
    await world.clock.runUntil(() => world.copies().length === 10_005, 'the rest copied');
    expect(sizes(world)[before + 5]).toBeLessThanOrEqual(256);
  });

  it('with a lower limit than usual gets batches that it takes, and none message by message', async () => {
    const world = new World();
    world.target.answerMs = 100;
    world.target.fate = ({ entries }) =>
      entries.length > 300 ? { code: 13, remark: 'message size exceeded' } : 'STORE';
    world.produce(0, 4_000);
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 4_000, 'all copied');
    expect(world.copies()).toEqual(world.originals());
    expect(Math.min(...sizes(world).slice(0, -1))).toBeGreaterThan(1);
    expect(world.eventsOf('MESSAGE_REFUSED')).toEqual([]);
  });
});

describe('a target that refuses or is away', () => {
  it('backs off from SYSTEM_BUSY, keeps the order, and goes on', async () => {
    const world = new World();
    world.produce(0, 64);
    let sends = 0;
    world.target.fate = () => (++sends <= 5 ? { code: 2, remark: '[TIMEOUT_CLEAN_QUEUE]' } : 'STORE');
    const { shard } = world.startWorker();
    await world.clock.runUntil(() => sends >= 2, 'busy');
    expect(shard.report().streams[0]).toMatchObject({ state: 'HELD', reason: { code: 'TARGET_BUSY' } });
    await world.clock.runUntil(() => world.copies().length === 64, 'all copied');
    expect(world.copies()).toEqual(world.originals());
    expect(shard.report().reason).toBeNull();
  });

  it('finds the one message that is refused for good, counts it once, and holds there (T-09)', async () => {
    const world = new World();
    world.produce(0, 20);
    world.target.fate = (batch) =>
      [...batch.entries].some((entry) => entry.body.toString() === '0-7')
        ? { code: 13, remark: 'message too large' }
        : 'STORE';
    const { shard } = world.startWorker();
    await world.clock.advance(60_000);
    expect(world.copies()).toEqual(world.originals().slice(0, 7));
    const report = shard.report();
    expect(report.counts.failed).toBe(1);
    expect(report.streams[0]).toMatchObject({
      state: 'HELD',
      reason: { code: 'MESSAGE_REFUSED', said: 'code 13: message too large' },
    });
    expect(world.eventsOf('MESSAGE_REFUSED')).toHaveLength(1);
    world.target.fate = () => 'STORE';
    await world.clock.runUntil(() => world.copies().length === 20, 'goes on when the limit is raised');
    expect(world.copies()).toEqual(world.originals());
  });

  it('fails to start with the reason while the target is away, and starts by itself when it is back', async () => {
    const world = new World();
    world.produce(0, 5);
    world.target.isUp = false;
    const { shard } = world.startWorker();
    await world.clock.advance(1_000);
    expect(shard.report()).toMatchObject({ phase: 'START_FAILED', reason: { code: 'BROKER_UNREACHABLE' } });
    world.target.isUp = true;
    await world.clock.runUntil(() => world.copies().length === 5, 'copied');
    await world.clock.advance(1_000);
    expect(shard.report()).toMatchObject({ phase: 'RUNNING', reason: null });
  });

  it('lets the delay grow while the target is away', async () => {
    const world = new World();
    const { shard } = world.startWorker();
    await world.clock.advance(5_000);
    world.target.fate = () => ({ code: 14, remark: 'disk full' });
    world.produce(0, 5);
    await world.clock.advance(30_000);
    const report = shard.report();
    expect(report).toMatchObject({ phase: 'RUNNING', reason: { code: 'TARGET_REFUSES' } });
    expect(report.delayMs).toBeGreaterThanOrEqual(29_000);
    expect(report.lagMessages).toBe(5);
  });

  it('keeps copying while the database is away, and saves when it is back', async () => {
    const world = new World();
    world.startWorker();
    await world.clock.advance(3_000);
    world.checkpoints.isUp = false;
    world.produce(0, 10);
    await world.clock.advance(3_000);
    expect(world.copies()).toHaveLength(10);
    world.checkpoints.isUp = true;
    await world.clock.advance(3_000);
    expect(world.checkpoints.ring(0)[0]).toMatchObject({ sourceOffset: 10 });
  });
});

describe('logs that lose messages (R-07)', () => {
  it('a target that lost its tail: steps back along the checkpoints and sends it again', async () => {
    const world = new World();
    const first = world.startWorker();
    for (let second = 0; second < 5; second++) {
      world.produce(0, 10);
      await world.clock.advance(1_500);
    }
    expect(await first.shard.stop()).toEqual({ clean: true });
    world.target.truncate('orders', 0, 17);
    world.startWorker('clean');
    await world.clock.runUntil(() => world.copies().length === 50, 'sent again');
    expect(world.copies()).toEqual(world.originals());
    expect(world.eventsOf('TARGET_TRUNCATED')).toHaveLength(1);
  });

  it('a target that lost everything that the checkpoints reach back to: holds and says so, and guesses nothing', async () => {
    const world = new World();
    const first = world.startWorker();
    await world.clock.advance(2_000);
    world.produce(0, 10);
    await world.clock.advance(2_000);
    await first.shard.stop();
    world.checkpoints.put({
      streamId: 0,
      generation: 1,
      sourceOffset: 10,
      targetOffset: 10,
      sourceIdentity: 'm:9:1700000000000:1:KEY-0-9',
      targetIdentity: null,
    });
    for (let index = 0; index < 64; index++)
      world.checkpoints.put({
        streamId: 0,
        generation: 1,
        sourceOffset: 10,
        targetOffset: 10,
        sourceIdentity: 'm:9:1700000000000:1:KEY-0-9',
        targetIdentity: 'c:9:flow-0.1:9',
      });
    world.target.truncate('orders', 0, 10);
    const { shard } = world.startWorker('clean');
    await world.clock.advance(5_000);
    expect(shard.report()).toMatchObject({ phase: 'START_FAILED', reason: { code: 'TARGET_TRUNCATED' } });
    expect(world.copies()).toEqual([]);
  });

  it('a target topic that was deleted and created again while running: is copied anew before anything else', async () => {
    const world = new World();
    world.startWorker();
    world.produce(0, 100);
    await world.clock.runUntil(() => world.copies().length === 100, 'all copied');
    await world.clock.advance(3_000);
    world.target.fate = () => ({ code: 17, remark: 'topic[orders] not exist' });
    world.produce(0, 50);
    await world.clock.advance(2_000);
    world.target.truncate('orders', 0, 100);
    world.target.fate = () => 'STORE';
    await world.clock.runUntil(() => world.copies().length >= 150, 'copied anew');
    await world.clock.advance(5_000);
    expect(world.copies()).toEqual(world.originals());
    expect(world.eventsOf('TARGET_TRUNCATED')).toHaveLength(1);
  });

  it('a source that gave its offsets out again: opens a new generation and misses nothing', async () => {
    const world = new World();
    const first = world.startWorker();
    world.produce(0, 30);
    await world.clock.advance(3_000);
    await first.shard.stop();
    world.source.truncate('orders', 0, 30);
    world.source.produce(
      'orders',
      0,
      Array.from({ length: 40 }, (_, index) => ({
        body: `again-${index}`,
        properties: { UNIQ_KEY: `A${index}` },
      })),
    );
    world.startWorker('clean');
    await world.clock.runUntil(() => world.copies().length === 70, 'new content copied');
    expect(world.copies().slice(30)).toEqual(world.originals());
    expect(world.eventsOf('SOURCE_TRUNCATED')).toHaveLength(1);
  });

  it('a source that shrank while running is noticed as well', async () => {
    const world = new World();
    world.startWorker();
    world.produce(0, 30);
    await world.clock.advance(3_000);
    world.source.truncate('orders', 0, 10);
    world.source.dispatch();
    await world.clock.advance(10_000);
    world.source.produce('orders', 0, [{ body: 'after', properties: { UNIQ_KEY: 'after' } }]);
    await world.clock.runUntil(() => world.copies().includes('after'), 'new content copied');
    expect(world.eventsOf('SOURCE_TRUNCATED')).toHaveLength(1);
  });

  it('retention that passed the position: a gap event with exact offsets, and the rest is copied', async () => {
    const world = new World();
    world.produce(0, 50);
    world.source.expire('orders', 0, 20);
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 30, 'the rest copied');
    expect(world.eventsOf('RETENTION_GAP').map(({ details }) => details)).toEqual([
      {
        queue: { topic: 'orders', brokerName: 'source-a', queueId: 0 },
        from: 0,
        to: 20,
        messages: 20,
        generation: 1,
      },
    ]);
    expect(world.copies()).toEqual(world.originals());
  });

  it('other producers in the target queue are passed over', async () => {
    const world = new World();
    const first = world.startWorker();
    world.produce(0, 10);
    await world.clock.advance(2_000);
    world.target.produce('orders', 0, [{ body: 'local' }, { body: 'local' }]);
    world.kill(first);
    world.produce(0, 10);
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 20, 'all copied');
    expect(world.copies()).toEqual(world.originals());
    expect(world.target.content('orders', 0)).toHaveLength(22);
  });
});
