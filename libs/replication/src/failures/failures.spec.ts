import { getProperty } from '@slipstream/rocketmq-remoting/message';
import { describe, expect, it } from 'vitest';
import { readProvenance } from '../provenance.js';
import { World, type WorldOptions } from '../testing/world.js';

/** A world whose target refuses some messages of the source by their bodies. */
function worldThatRefuses(bodies: readonly string[], options: WorldOptions = {}): World {
  const world = new World({ failurePolicy: { type: 'RECORD' }, ...options });
  refuse(world, bodies);
  return world;
}

function refuse(world: World, bodies: readonly string[], alsoIn?: string): void {
  world.target.fate = (batch) =>
    (batch.topic === 'orders' || batch.topic === alsoIn) &&
    [...batch.entries].some((entry) => bodies.includes(entry.body.toString()))
      ? { code: 13, remark: 'message too large' }
      : 'STORE';
}

const without = (all: readonly string[], bodies: readonly string[]): string[] =>
  all.filter((body) => !bodies.includes(body));

describe('a task that records what the target refuses for good (T-09)', () => {
  it('passes over it, and every other message arrives once and in order', async () => {
    const world = worldThatRefuses(['0-7', '0-8', '0-300']);
    world.produce(0, 400);
    const { shard } = world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 397, 'all others');
    await world.clock.advance(2_000);
    expect(world.copies()).toEqual(without(world.originals(), ['0-7', '0-8', '0-300']));
    expect(world.failures.rows).toMatchObject([
      { streamId: 0, generation: 1, sourceOffset: 7, state: 'PENDING', said: 'code 13: message too large' },
      { sourceOffset: 8 },
      { sourceOffset: 300, uniqueKey: 'KEY-0-300', tag: 'even', keys: null, deadLetter: null, bodyBytes: 5 },
    ]);
    const report = shard.report();
    expect(report.counts).toMatchObject({ read: 400, sent: 397, failed: 3 });
    expect(report.streams[0]).toMatchObject({ state: 'RUNNING', position: 400, reason: null });
  });

  it('tells of a flood of them in few events that together count them all', async () => {
    const world = worldThatRefuses(Array.from({ length: 40 }, (_, index) => `0-${index}`));
    world.produce(0, 40);
    world.startWorker();
    await world.clock.runUntil(() => world.failures.rows.length === 40, 'all recorded');
    await world.clock.advance(61_000);
    refuse(world, ['0-40']);
    world.produce(0, 1);
    await world.clock.runUntil(() => world.failures.rows.length === 41, 'one more');
    const events = world.eventsOf('MESSAGE_REFUSED');
    expect(events.map(({ severity, details }) => [severity, details['recorded']])).toEqual([
      ['WARNING', 1],
      ['WARNING', 40],
    ]);
  });

  it('is one record after a takeover, and what was recorded is never sent by the stream any more', async () => {
    const world = worldThatRefuses(['0-7']);
    world.produce(0, 8);
    const first = world.startWorker();
    await world.clock.runUntil(() => world.failures.rows.length === 1, 'recorded');
    world.kill(first);
    // The limit is raised before anybody has saved a checkpoint: the record has said where the stream stands.
    world.target.fate = () => 'STORE';
    world.startWorker();
    world.produce(0, 2);
    await world.clock.runUntil(() => world.copies().length === 9, 'all others');
    expect(world.copies()).toEqual(without(world.originals(), ['0-7']));
    expect(world.failures.rows).toHaveLength(1);
  });

  it('holds while the table is away, passes over nothing, and goes on by itself', async () => {
    const world = worldThatRefuses(['0-7']);
    world.produce(0, 20);
    const { shard } = world.startWorker();
    world.checkpoints.isUp = false;
    await world.clock.advance(30_000);
    expect(world.copies()).toEqual(world.originals().slice(0, 7));
    expect(shard.report().streams[0]).toMatchObject({
      state: 'HELD',
      position: 7,
      reason: { said: 'database is away' },
    });
    world.checkpoints.isUp = true;
    await world.clock.runUntil(() => world.copies().length === 19, 'all others');
    expect(world.failures.rows).toHaveLength(1);
  });

  it('a record whose answer was lost is made again before anything is sent, so that a retry doubles nothing', async () => {
    const world = worldThatRefuses(['0-7']);
    world.failures.losesAnswers = true;
    world.produce(0, 20);
    const worker = world.startWorker();
    await world.clock.runUntil(() => world.failures.rows.length === 1, 'recorded');
    // Taken now, the message would be at the target and in the table.
    world.target.fate = () => 'STORE';
    await world.clock.advance(30_000);
    expect(world.copies()).toEqual(world.originals().slice(0, 7));
    const stopping = worker.shard.stop();
    await world.clock.advance(20_000);
    expect(await stopping).toEqual({ clean: false });
    world.kill(worker);
    world.failures.losesAnswers = false;
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 19, 'all others');
    expect(world.copies()).toEqual(without(world.originals(), ['0-7']));
  });

  it.each([
    ['a missing topic', { code: 17, remark: 'topic not exist' }],
    ['a missing right', { code: 16, remark: 'no permission' }],
    ['a full disk', { code: 14, remark: 'service not available' }],
    ['plain ACL', { code: 1, remark: 'AclException: No default permission for topic' }],
  ])('%s is the fault of no message: the stream waits and nothing is recorded', async (_, answer) => {
    const world = new World({ failurePolicy: { type: 'RECORD' } });
    world.target.fate = () => answer;
    world.produce(0, 5);
    const { shard } = world.startWorker();
    await world.clock.advance(60_000);
    expect(shard.report().streams[0]).toMatchObject({ state: 'HELD', position: 0 });
    expect(world.failures.rows).toEqual([]);
  });

  it('goes through a batch that is too large as a whole, as 5.x says it, and records only what is too large alone', async () => {
    const world = new World({ failurePolicy: { type: 'RECORD' } });
    world.target.fate = ({ entries }) =>
      entries.length > 3 || [...entries][0]?.body.toString() === '0-5'
        ? {
            code: 1,
            remark:
              'java.lang.RuntimeException: message body size exceeded, org.apache.rocketmq.store.MessageExtEncoder.encode(MessageExtEncoder.java:290)',
          }
        : 'STORE';
    world.produce(0, 20);
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 19, 'all others');
    expect(world.copies()).toEqual(without(world.originals(), ['0-5']));
    expect(world.failures.rows).toHaveLength(1);
  });

  it('records what a key may hold and a database may not', async () => {
    const world = worldThatRefuses(['x']);
    world.source.produce('orders', 0, [
      { body: 'x', properties: { KEYS: `a\u0000b${'k'.repeat(600)}`, UNIQ_KEY: '钥' } },
    ]);
    world.startWorker();
    await world.clock.runUntil(() => world.failures.rows.length === 1, 'recorded');
    const [row] = world.failures.rows;
    expect(row?.keys).toBe(`a\uFFFDb${'k'.repeat(497)}…`);
    expect(row?.uniqueKey).toBe('钥');
  });
});

describe('a dead-letter topic (T-09)', () => {
  const failurePolicy = { type: 'RECORD', deadLetterTopic: 'dead' } as const;

  it('gets the refused message, with a provenance that is nobody’s progress', async () => {
    const world = worldThatRefuses(['0-3'], { failurePolicy });
    world.produce(0, 10);
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 9, 'all others');
    const [dead] = world.target.content('dead', 0);
    expect(dead?.body.toString()).toBe('0-3');
    expect(dead === undefined ? undefined : readProvenance(dead)).toMatchObject({
      origin: 'east',
      streamKey: 'flow-0d',
      sourceOffset: 3,
    });
    expect(world.failures.rows[0]?.deadLetter).toEqual({ topic: 'dead', offset: 0 });
  });

  it.each([
    ['refuses it too', { code: 13, remark: 'too large here too' }],
    ['is not there', { code: 17, remark: 'no such topic' }],
  ])('that %s: the message stays recorded, with that answer', async (_, answer) => {
    const world = worldThatRefuses(['0-3'], { failurePolicy });
    const orders = world.target.fate;
    world.target.fate = (batch) => (batch.topic === 'dead' ? answer : orders(batch));
    world.produce(0, 10);
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 9, 'all others');
    expect(world.failures.rows[0]?.deadLetter).toEqual({
      topic: 'dead',
      said: `code ${answer.code}: ${answer.remark}`,
    });
  });

  it('that does not answer: the stream proves where it stands, and the message is recorded once', async () => {
    const world = worldThatRefuses(['0-3'], { failurePolicy });
    const orders = world.target.fate;
    let offers = 0;
    world.target.fate = (batch) =>
      batch.topic === 'dead' && offers++ === 0 ? 'STORE_WITHOUT_ANSWER' : orders(batch);
    world.produce(0, 10);
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 9, 'all others');
    expect(world.copies()).toEqual(without(world.originals(), ['0-3']));
    expect(world.failures.rows).toHaveLength(1);
    // Exactly-once is not promised there.
    expect(world.target.content('dead', 0).length).toBeGreaterThanOrEqual(1);
  });
});

describe('the tag of a task (T-07)', () => {
  it('is on every copy: of the stream, of a retry, and in the dead-letter topic', async () => {
    const world = worldThatRefuses(['0-3'], {
      failurePolicy: { type: 'RECORD', deadLetterTopic: 'dead' },
      tag: { key: 'dc', value: 'east' },
    });
    world.produce(0, 6);
    const worker = world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 5, 'all others');
    world.target.fate = () => 'STORE';
    world.failures.retryAll();
    worker.shard.wakeRetries();
    await world.clock.runUntil(() => world.copies().length === 6, 'the retried one');
    const tags = [...world.target.content('orders', 0), ...world.target.content('dead', 0)]
      .filter((message) => readProvenance(message) !== undefined)
      .map((message) => getProperty(message.properties, 'dc'));
    expect(tags).toEqual(Array.from({ length: 7 }, () => 'east'));
  });
});

describe('a retry (T-09)', () => {
  /** A world in which messages 0-3 and 0-5 of ten were recorded, and whose target would take them by now. */
  async function recorded(): Promise<{ world: World; worker: ReturnType<World['startWorker']> }> {
    const world = worldThatRefuses(['0-3', '0-5']);
    world.produce(0, 10);
    const worker = world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 8, 'all others');
    world.target.fate = () => 'STORE';
    return { world, worker };
  }
  const sent = (world: World): boolean => world.failures.rows.every(({ state }) => state === 'SENT');
  const all = [0, 1, 2, 4, 6, 7, 8, 9, 3, 5].map((number) => `0-${number}`);

  it('brings the messages behind the others, once, and says where they are', async () => {
    const { world, worker } = await recorded();
    world.failures.retryAll();
    worker.shard.wakeRetries();
    await world.clock.runUntil(() => sent(world), 'sent', 1_000);
    expect(world.copies()).toEqual(all);
    expect(world.failures.rows.map((row) => row.sentOffset)).toEqual([8, 9]);
    await world.clock.advance(2_000);
    expect(worker.shard.report().counts).toMatchObject({ read: 10, sent: 10, failed: 2 });
  });

  it('is found without a call as well', async () => {
    const { world } = await recorded();
    world.failures.retryAll();
    await world.clock.runUntil(() => sent(world), 'sent', 10_000);
    expect(world.copies()).toEqual(all);
  });

  it('does not disturb the stream: a successor goes on right behind it, and finds no violation of order', async () => {
    const { world, worker } = await recorded();
    world.failures.retryAll();
    worker.shard.wakeRetries();
    await world.clock.runUntil(() => sent(world), 'sent');
    world.kill(worker);
    world.produce(0, 3);
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 13, 'three more');
    expect(world.copies()).toEqual([...all, '0-10', '0-11', '0-12']);
    expect(world.eventsOf('ORDER_VIOLATION')).toEqual([]);
  });

  it('that died between send and mark is found in the target, not sent twice', async () => {
    const { world, worker } = await recorded();
    world.failures.retryAll();
    world.target.fate = (batch) => {
      // The worker dies while its first copy is on the wire: it lands, and nobody learns of it.
      if ([...batch.entries][0]?.body.toString() === '0-3') world.kill(worker);
      return 'STORE_WITHOUT_ANSWER';
    };
    worker.shard.wakeRetries();
    await world.clock.advance(1_000);
    expect(world.failures.rows[0]).toMatchObject({ state: 'RETRYING', triedFrom: 8 });
    world.target.fate = () => 'STORE';
    world.startWorker();
    await world.clock.runUntil(() => sent(world), 'sent');
    expect(world.copies()).toEqual(all);
  });

  it('that was not answered is looked for before it is sent again', async () => {
    const { world, worker } = await recorded();
    let lost = 0;
    world.target.fate = () => (lost++ < 2 ? (lost === 1 ? 'STORE_WITHOUT_ANSWER' : 'LOSE') : 'STORE');
    world.failures.retryAll();
    worker.shard.wakeRetries();
    await world.clock.runUntil(() => sent(world), 'sent');
    expect([...world.copies()].toSorted()).toEqual([...world.originals()].toSorted());
  });

  it('whose late copy still lands under a dead owner waits for it', async () => {
    const { world, worker } = await recorded();
    world.failures.retryAll();
    world.target.noticesReset = false;
    world.target.fate = () => 'HOLD';
    worker.shard.wakeRetries();
    await world.clock.advance(100);
    world.kill(worker);
    world.target.fate = () => 'STORE';
    world.startWorker();
    await world.clock.advance(20_000);
    expect(world.copies()).toHaveLength(8);
    world.target.noticeGone(worker.incarnation.producerGroup);
    await world.clock.runUntil(() => sent(world), 'sent');
    expect(world.copies()).toEqual(all);
  });

  it('that is refused again is pending again, with the new answer', async () => {
    const { world, worker } = await recorded();
    world.target.fate = () => ({ code: 13, remark: 'still too large' });
    world.failures.retryAll();
    worker.shard.wakeRetries();
    await world.clock.advance(1_000);
    expect(world.failures.rows).toMatchObject([
      { state: 'PENDING', retrySaid: 'code 13: still too large', said: 'code 13: message too large' },
      { state: 'PENDING' },
    ]);
  });

  it('of a message that retention has removed, or replaced, says so', async () => {
    const { world, worker } = await recorded();
    world.source.expire('orders', 0, 5);
    world.failures.retryAll();
    worker.shard.wakeRetries();
    await world.clock.runUntil(() => world.failures.rows[1]?.state === 'SENT', 'the other one');
    expect(world.failures.rows[0]).toMatchObject({
      state: 'PENDING',
      retrySaid: 'The source no longer has the message: its queue holds offsets 5 to 9.',
    });
  });

  it('waits for a topic that is missing, and then goes through', async () => {
    const { world, worker } = await recorded();
    world.target.fate = () => ({ code: 17, remark: 'no such topic' });
    world.failures.retryAll();
    worker.shard.wakeRetries();
    await world.clock.advance(1_000);
    expect(world.failures.rows[0]).toMatchObject({
      state: 'RETRYING',
      retrySaid: 'code 17: no such topic',
    });
    world.target.fate = () => 'STORE';
    await world.clock.runUntil(() => sent(world), 'sent');
    expect(world.copies()).toEqual(all);
  });

  it('is not made of what the stream will come to again itself, after the target has lost its tail', async () => {
    const { world, worker } = await recorded();
    await world.clock.advance(2_000);
    world.kill(worker);
    world.target.truncate('orders', 0, 6);
    world.failures.retryAll();
    world.startWorker();
    await world.clock.runUntil(() => world.copies().length === 10, 'all of them');
    await world.clock.advance(20_000);
    expect(world.copies()).toEqual(world.originals());
    expect(world.failures.rows).toEqual([]);
  });
});
