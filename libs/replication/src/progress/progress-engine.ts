import {
  mapBounded,
  isSystemGroup,
  type ProgressSense,
  type ProgressWhy,
  type SyncSide,
} from '@slipstream/shared';
import type { Clock } from '../ports/clock.js';
import type { OffsetRange, QueueRef } from '../ports/queue-reader.js';
import { decideGroup, decideQueue } from './decide.js';
import { GroupWatch, notSeen, RetryWatch } from './group-watch.js';
import type { PlannedQueue, PlannedTopic, PlannedWrite, ProgressPlan } from './plan.js';
import type { CallOptions, ProgressClient } from './ports.js';
import { answerQueue, type QueueAnswer, type QueueQuestion, type StreamOffset } from './queue-progress.js';
import { POP_VISIBLE_MS, PopWatch, type PopHold } from './pop-watch.js';
import { LookUps, QueuePages } from './queue-pages.js';
import { SideOffsets } from './side-offsets.js';
import { StreamMemories } from './stream-memory.js';
import { queueKey, type ProgressStream } from './stream.js';
import { ProgressTopology, sidesOf, type QueuePair, type TopicPairing } from './topology.js';

/** One side of a task. */
export interface ProgressSide {
  client: ProgressClient;
  clusterId: string;
}

/** What an engine works with. */
export interface ProgressEngineOptions {
  taskId: string;
  source: ProgressSide;
  target: ProgressSide;
  clock: Pick<Clock, 'now' | 'sleep'>;
}

/** What a look is about. */
export interface ProgressQuestion {
  senses: readonly ProgressSense[];
  /** All streams between the two clusters. */
  streams: readonly ProgressStream[];
  /** Groups that the task carries. */
  selects: (consumerGroup: string) => boolean;
  /** A person has said that groups may be written although they are consuming. */
  overrideLive?: boolean;
  signal?: AbortSignal;
}

/** Topics of groups worked on at once. */
const AT_ONCE = 16;
/** Pulls of one search, and of a look as a whole; what is left over goes on in the next look. */
const PULLS_PER_SEARCH = 64;
const PULLS_PER_LOOK = 20_000;

const SIDES: readonly SyncSide[] = ['SOURCE', 'TARGET'];

/** What one look shares. */
interface Look {
  question: ProgressQuestion;
  offsets: Readonly<Record<SyncSide, SideOffsets>>;
  pages: Readonly<Record<SyncSide, QueuePages>>;
  lookUps: LookUps;
  ranges: Map<string, Promise<OffsetRange>>;
  answers: Map<string, Promise<Answered>>;
  now: number;
  call: CallOptions;
}

/** What is said of one queue that progress is carried to. */
type Answered =
  | { answer: QueueAnswer & { pop: ProgressWhy | null }; why: null; said: null }
  | { answer: null; why: ProgressWhy | null; said: string | null };

/** What an answer was made of; a later one goes on from it while the group has only gone forward. */
interface LastAnswer {
  offset: number;
  committed: ReadonlyMap<string, number>;
}

/**
 * Carries the progress of consumer groups from one side of a task to the other: looks at both, says what is to be committed
 * and why the rest is not, and commits it. It remembers from look to look what it has seen, so that a look at clusters that
 * stayed the same costs one question to each broker.
 */
export class ProgressEngine {
  readonly #sides: Readonly<Record<SyncSide, ProgressSide>>;
  readonly #watches: Readonly<Record<SyncSide, GroupWatch>>;
  readonly #retries: Readonly<Record<SyncSide, RetryWatch>>;
  readonly #pops: Readonly<Record<SyncSide, PopWatch>>;
  readonly #memories = new StreamMemories();
  readonly #lastAnswers = new Map<string, LastAnswer>();
  readonly #synced = new Map<string, { offset: number; at: number }>();
  /** Ends of queues when they were last seen. */
  readonly #ends = new Map<string, number>();
  #offsets: Partial<Record<SyncSide, SideOffsets>> = {};
  #last: { fingerprint: string; plan: ProgressPlan } | undefined;

  constructor(private readonly options: ProgressEngineOptions) {
    const { source, target } = options;
    this.#sides = { SOURCE: source, TARGET: target };
    this.#watches = { SOURCE: new GroupWatch(source.client), TARGET: new GroupWatch(target.client) };
    this.#retries = { SOURCE: new RetryWatch(source.client), TARGET: new RetryWatch(target.client) };
    this.#pops = { SOURCE: new PopWatch(source.client), TARGET: new PopWatch(target.client) };
  }

  /**
   * Looks at both clusters and plans. A broker that does not answer is in the plan as `NOT_SEEN`, never an error.
   *
   * @throws AbortedError and what the signal makes calls throw
   */
  async look(question: ProgressQuestion): Promise<ProgressPlan> {
    const call: CallOptions = question.signal === undefined ? {} : { signal: question.signal };
    const offsets = await this.#readOffsets(question.streams, call);
    const fingerprint = fingerprintOf(offsets, question);
    if (fingerprint !== undefined && this.#last?.fingerprint === fingerprint) return this.#last.plan;
    const look: Look = {
      question,
      offsets,
      pages: {
        SOURCE: new QueuePages(this.#sides.SOURCE.client, call),
        TARGET: new QueuePages(this.#sides.TARGET.client, call),
      },
      lookUps: new LookUps(PULLS_PER_LOOK),
      ranges: new Map(),
      answers: new Map(),
      now: this.options.clock.now(),
      call,
    };
    this.#memories.keep(new Set(question.streams.map(({ id }) => id)));
    for (const side of SIDES) {
      this.#watches[side].begin();
      this.#retries[side].begin();
    }
    await this.#followPops(look);
    const plan = await this.#plan(look);
    // What waits for the next look, or for time to pass, is looked at again whatever stays the same.
    const isFinal = plan.writes.length === 0 && plan.topics.every(isAtRest);
    this.#last = isFinal && fingerprint !== undefined ? { fingerprint, plan } : undefined;
    return plan;
  }

  /** We have committed this: it is no sign of life of the group. */
  wrote({ sense, consumerGroup, queue, offset }: PlannedWrite, at: number): void {
    const key = queueKey(queue);
    this.#watches[sidesOf(sense).to].wrote(consumerGroup, key, offset);
    this.#synced.set(`${sense} ${consumerGroup} ${key}`, { offset, at });
  }

  async #readOffsets(
    streams: readonly ProgressStream[],
    call: CallOptions,
  ): Promise<Record<SyncSide, SideOffsets>> {
    const brokers: Record<SyncSide, Set<string>> = { SOURCE: new Set(), TARGET: new Set() };
    // A broker that only retired streams name may be gone for good.
    for (const { copiesTo, source, target } of streams.filter(({ retired }) => !retired)) {
      brokers[copiesTo].add(target.brokerName);
      brokers[copiesTo === 'TARGET' ? 'SOURCE' : 'TARGET'].add(source.brokerName);
    }
    const [source, target] = await Promise.all(
      SIDES.map((side) =>
        SideOffsets.read(this.#sides[side].client, brokers[side], this.#offsets[side], call),
      ),
    );
    if (source === undefined || target === undefined) throw new Error('a side was not read');
    this.#offsets = { SOURCE: source, TARGET: target };
    return { SOURCE: source, TARGET: target };
  }

  /** After the offsets were read, so that each delivery with which one of them has jumped can be seen by then. */
  async #followPops({ question, offsets, now, call }: Look): Promise<void> {
    const sides = [...new Set(question.senses.map((sense) => sidesOf(sense).from))];
    const brokers = (side: SyncSide): readonly string[] => offsets[side].brokerNames;
    const isNeeded = await Promise.all(sides.map((side) => this.#pops[side].prepare(brokers(side), call)));
    if (!isNeeded.includes(true)) return;
    await this.options.clock.sleep(POP_VISIBLE_MS, question.signal);
    await Promise.all(sides.map((side) => this.#pops[side].read(brokers(side), now, call)));
  }

  async #plan(look: Look): Promise<ProgressPlan> {
    const { senses, streams, selects } = look.question;
    const items: Item[] = [];
    for (const sense of senses) {
      const topology = new ProgressTopology(sense, streams, this.options.taskId);
      const { from } = sidesOf(sense);
      for (const pairing of topology.pairings)
        for (const consumerGroup of look.offsets[from].groupsOf(pairing.fromTopic))
          if (!isSystemGroup(consumerGroup) && selects(consumerGroup))
            items.push({ topology, pairing, consumerGroup });
    }
    for (const item of items) this.#see(look, item);
    const planned = await mapBounded(items, AT_ONCE, (item) => this.#planItem(look, item));
    const writes = new Map<string, PlannedWrite>();
    for (const write of planned.flatMap((item) => item.writes))
      writes.set(`${write.sense} ${write.consumerGroup} ${queueKey(write.queue)}`, write);
    const unseen = SIDES.flatMap((side) =>
      [...look.offsets[side].unseen].map(([brokerName, said]) => ({ side, brokerName, said })),
    );
    return { topics: planned.map(({ topic }) => topic), writes: [...writes.values()], unseen };
  }

  /** Signs of life are taken in of all queues before anything is decided about one of them. */
  #see(look: Look, { topology, pairing, consumerGroup }: Item): void {
    const { to } = sidesOf(topology.sense);
    for (const pair of pairing.pairs) {
      if (!look.offsets[to].isSeen(pair.to.brokerName)) continue;
      const queue = { topic: pairing.toTopic, ...pair.to };
      const committed = look.offsets[to].committed(queue, consumerGroup) ?? null;
      this.#watches[to].see(consumerGroup, queueKey(queue), committed, look.now);
    }
  }

  async #planItem(look: Look, item: Item): Promise<{ topic: PlannedTopic; writes: PlannedWrite[] }> {
    const { topology, pairing, consumerGroup } = item;
    const { sense } = topology;
    const queues: PlannedQueue[] = [];
    const writes: PlannedWrite[] = [];
    for (const pair of pairing.pairs) {
      const { queue, write } = await this.#planQueue(look, item, pair);
      queues.push(queue);
      if (write !== null) writes.push(write);
    }
    const { fromTopic, toTopic } = pairing;
    const inRetry = await this.#inRetry(look, sidesOf(sense).from, consumerGroup);
    return { topic: { sense, consumerGroup, fromTopic, toTopic, inRetry, queues }, writes };
  }

  async #planQueue(
    look: Look,
    item: Item,
    pair: QueuePair,
  ): Promise<{ queue: PlannedQueue; write: PlannedWrite | null }> {
    const { topology, pairing, consumerGroup } = item;
    const { sense } = topology;
    const { from, to } = sidesOf(sense);
    const fromQueue = { topic: pairing.fromTopic, ...pair.from };
    const toQueue = { topic: pairing.toTopic, ...pair.to };
    const committed = look.offsets[to].committed(toQueue, consumerGroup) ?? null;
    const { answer, why, said } = await this.#answer(look, topology, toQueue, consumerGroup);
    const planned: PlannedQueue = {
      ...pair,
      fromOffset: look.offsets[from].committed(fromQueue, consumerGroup) ?? null,
      fromMax: this.#maxOf(look, from, fromQueue, topology),
      toOffset: committed,
      toMax: this.#maxOf(look, to, toQueue, topology),
      translated: answer === null || answer.isOpen ? null : answer.offset,
      syncedAt: null,
      why,
      said,
    };
    if (answer === null) return { queue: planned, write: null };
    const maxOffset = await this.#endFor(look, to, toQueue, committed);
    const heldBack = answer.isOpen
      ? 'SEARCHING'
      : (answer.pop ?? (answer.isAhead ? 'AHEAD_OF_COPIES' : null));
    const decision = decideQueue({ offset: answer.offset, committed, maxOffset, why: heldBack });
    planned.why = decision.why;
    const key = `${sense} ${consumerGroup} ${queueKey(toQueue)}`;
    planned.syncedAt = this.#syncedAt(key, committed, decision.isInStep, look.now);
    if (decision.write === null) return { queue: planned, write: null };
    const held = await this.#hold(look, item, toQueue);
    if (held === 'WRITE')
      return {
        queue: planned,
        write: { sense, consumerGroup, queue: toQueue, was: committed, offset: decision.write },
      };
    return { queue: held === 'WAIT' ? planned : { ...planned, ...held }, write: null };
  }

  #syncedAt(key: string, committed: number | null, isInStep: boolean, now: number): number | null {
    const known = this.#synced.get(key);
    if (!isInStep || committed === null || known?.offset === committed) return known?.at ?? null;
    this.#synced.set(key, { offset: committed, at: now });
    return now;
  }

  /** Why a group is not written now. */
  async #hold(
    look: Look,
    { topology, pairing, consumerGroup }: Item,
    { brokerName }: QueueRef,
  ): Promise<'WRITE' | 'WAIT' | { why: ProgressWhy; said: string | null }> {
    const watch = this.#watches[sidesOf(topology.sense).to];
    const others = new Set(pairing.pairs.map((pair) => pair.to.brokerName));
    others.delete(brokerName);
    try {
      const isListed = await watch.isListed(consumerGroup, brokerName, look.now, look.call);
      const overrideLive = look.question.overrideLive === true;
      const hasMembers =
        isListed && !overrideLive
          ? await watch.hasMembers(consumerGroup, brokerName, [...others], look.call)
          : false;
      const verdict = decideGroup({
        isListed,
        hasMembers,
        sinceMoveMs: watch.sinceMoveMs(consumerGroup, look.now),
        isSettled: watch.isSettled(consumerGroup, look.now),
        overrideLive,
      });
      return verdict === 'WRITE' || verdict === 'WAIT' ? verdict : { why: verdict, said: null };
    } catch (error) {
      if (look.call.signal?.aborted === true) throw error;
      return notSeen(error);
    }
  }

  /** One answer for each group and queue, however many pairs of topics ask for it. */
  #answer(look: Look, topology: ProgressTopology, queue: QueueRef, consumerGroup: string): Promise<Answered> {
    const key = `${topology.sense} ${consumerGroup} ${queueKey(queue)}`;
    const asked =
      look.answers.get(key) ??
      this.#findAnswer(look, topology, queue, consumerGroup, key).catch((error: unknown): Answered => {
        if (look.call.signal?.aborted === true) throw error;
        return { answer: null, ...notSeen(error) };
      });
    look.answers.set(key, asked);
    return asked;
  }

  async #findAnswer(
    look: Look,
    topology: ProgressTopology,
    queue: QueueRef,
    consumerGroup: string,
    key: string,
  ): Promise<Answered> {
    const { from, to } = sidesOf(topology.sense);
    const asked = this.#question(look, topology, queue, consumerGroup);
    if ('why' in asked) return { answer: null, ...asked };
    if (!look.offsets[to].isSeen(queue.brokerName))
      return { answer: null, why: 'NOT_SEEN', said: look.offsets[to].unseen.get(queue.brokerName) ?? null };
    const stale = await this.#staleOffset(look, from, asked);
    if (stale !== undefined) return { answer: null, why: 'NOT_SEEN', said: stale };
    const held = await this.#holdPops(look, from, consumerGroup, asked);
    if ('why' in held) return { answer: null, ...held };
    const committed = new Map(
      [...held.question.into, ...held.question.outOf].map(({ stream, offset }) => [stream.key, offset]),
    );
    const last = this.#lastAnswers.get(key);
    const hasOnlyGrown =
      last !== undefined &&
      [...last.committed].every(([stream, offset]) => (committed.get(stream) ?? -1) >= offset) &&
      last.committed.size === committed.size;
    const answer = await answerQueue(
      { ...held.question, walked: hasOnlyGrown ? last.offset : 0 },
      {
        from: look.pages[from],
        to: look.pages[to],
        fromClusterId: this.#sides[from].clusterId,
        memoryOf: (stream) => this.#memories.of(stream),
        lookUps: () => new LookUps(PULLS_PER_SEARCH, look.lookUps),
      },
    );
    if (answer === undefined) return { answer: null, why: null, said: null };
    this.#lastAnswers.set(key, { offset: answer.offset, committed });
    return { answer: { ...answer, pop: held.pop }, why: null, said: null };
  }

  /** What POP has delivered and nobody has acknowledged does not count as consumed. */
  async #holdPops(
    look: Look,
    side: SyncSide,
    consumerGroup: string,
    question: Omit<QueueQuestion, 'walked'>,
  ): Promise<
    | { question: Omit<QueueQuestion, 'walked'>; pop: PopHold['why'] }
    | { why: ProgressWhy; said: string | null }
  > {
    let pop: PopHold['why'] = null;
    const held = async (
      streams: readonly StreamOffset[],
      queueOf: (stream: ProgressStream) => QueueRef,
    ): Promise<StreamOffset[] | { why: ProgressWhy; said: string | null }> => {
      const kept: StreamOffset[] = [];
      for (const { stream, offset } of streams) {
        const queue = queueOf(stream);
        const hold = await this.#pops[side].hold(consumerGroup, queue, offset, {
          offsets: look.offsets[side],
          now: look.now,
          call: look.call,
          hasMembers: () =>
            look.question.overrideLive === true
              ? Promise.resolve(true)
              : this.#watches[side].hasMembers(consumerGroup, queue.brokerName, [], look.call),
        });
        if (hold.offset === null) return { why: hold.why, said: hold.said };
        pop ??= hold.why;
        kept.push({ stream, offset: hold.offset });
      }
      return kept;
    };
    const into = await held(question.into, ({ source }) => source);
    if ('why' in into) return into;
    const outOf = await held(question.outOf, ({ target }) => target);
    if ('why' in outOf) return outOf;
    return { question: { ...question, into, outOf }, pop };
  }

  /** What the group has committed along each stream of a queue, or why that cannot be known. */
  #question(
    look: Look,
    topology: ProgressTopology,
    queue: QueueRef,
    consumerGroup: string,
  ): Omit<QueueQuestion, 'walked'> | { why: 'NOT_SEEN'; said: string | null } {
    const offsets = look.offsets[sidesOf(topology.sense).from];
    const consumes = new Map<string, boolean>();
    const offsetsOf = (
      streams: readonly ProgressStream[],
      side: (stream: ProgressStream) => QueueRef,
    ): StreamOffset[] | string =>
      streams.reduce<StreamOffset[] | string>((found, stream) => {
        if (typeof found === 'string') return found;
        const at = side(stream);
        if (stream.retired && !offsets.isSeen(at.brokerName)) return found;
        if (!offsets.isSeen(at.brokerName)) return offsets.unseen.get(at.brokerName) ?? at.brokerName;
        const isConsumed = consumes.get(at.topic) ?? offsets.queuesOf(at.topic, consumerGroup).length > 0;
        consumes.set(at.topic, isConsumed);
        const offset = offsets.committed(at, consumerGroup);
        // A topic that the group does not consume says nothing; a queue of one that it does, of which it has no offset, is unread.
        return offset === undefined && !isConsumed ? found : [...found, { stream, offset: offset ?? 0 }];
      }, []);
    const into = offsetsOf(topology.streamsInto(queue), ({ source }) => source);
    if (typeof into === 'string') return { why: 'NOT_SEEN', said: into };
    const outOf = offsetsOf(topology.streamsOutOf(queue), ({ target }) => target);
    if (typeof outOf === 'string') return { why: 'NOT_SEEN', said: outOf };
    return { queue, into, outOf };
  }

  /** An offset beyond the end of its queue: of a topic that was made anew (facts §9). It says nothing. */
  async #staleOffset(
    look: Look,
    from: SyncSide,
    { into, outOf }: Omit<QueueQuestion, 'walked'>,
  ): Promise<string | undefined> {
    const doubtful = [
      ...into
        .filter(({ stream, offset }) => offset > stream.position.sourceOffset)
        .map(({ stream, offset }) => ({ queue: stream.source, offset })),
      ...outOf
        .filter(({ stream, offset }) => offset > stream.position.targetOffset)
        .map(({ stream, offset }) => ({ queue: stream.target, offset })),
    ];
    for (const { queue, offset } of doubtful) {
      const { maxOffset } = await this.#range(look, from, queue);
      if (offset > maxOffset)
        return `committed ${offset}, but ${queue.topic}@${queue.brokerName}#${queue.queueId} ends at ${maxOffset}`;
    }
    return undefined;
  }

  #range(look: Look, side: SyncSide, queue: QueueRef): Promise<OffsetRange> {
    const key = `${side} ${queueKey(queue)}`;
    const asked = look.ranges.get(key) ?? this.#sides[side].client.range(queue, look.call);
    look.ranges.set(key, asked);
    return asked;
  }

  /** End of a queue, asked for only when what is committed lies beyond what was seen of it. */
  async #endFor(
    look: Look,
    side: SyncSide,
    queue: QueueRef,
    committed: number | null,
  ): Promise<number | null> {
    const key = `${side} ${queueKey(queue)}`;
    const seen = look.pages[side].maxOf(queue) ?? this.#ends.get(key) ?? null;
    const isDoubtful = committed !== null && (seen === null || committed > seen);
    const end = isDoubtful
      ? await this.#range(look, side, queue).then(
          ({ maxOffset }) => maxOffset,
          () => seen,
        )
      : seen;
    if (end !== null) this.#ends.set(key, end);
    return end;
  }

  /** End of a queue, as far as it is known without asking for it. */
  #maxOf(look: Look, side: SyncSide, queue: QueueRef, topology: ProgressTopology): number | null {
    const { to } = sidesOf(topology.sense);
    const seen = look.pages[side].maxOf(queue) ?? this.#ends.get(`${side} ${queueKey(queue)}`);
    // What was seen once grows old while nobody asks: streams that read or fill the queue know more.
    const readers = side === to ? topology.streamsOutOf(queue) : topology.streamsFrom(queue);
    const fillers = side === to ? topology.streamsInto(queue) : [];
    const reported = [
      ...(seen === undefined ? [] : [seen]),
      ...readers.flatMap(({ sourceMax }) => (sourceMax === null ? [] : [sourceMax])),
      ...fillers.flatMap(({ position, start }) =>
        position.targetOffset > start.targetOffset ? [position.targetOffset] : [],
      ),
    ];
    return reported.length === 0 ? null : Math.max(...reported);
  }

  #inRetry(look: Look, side: SyncSide, consumerGroup: string): Promise<number> {
    const offsets = look.offsets[side];
    const topic = `%RETRY%${consumerGroup}`;
    const committed = offsets
      .queuesOf(topic, consumerGroup)
      .map((queue) => ({ ...queue, offset: offsets.committed(queue, consumerGroup) ?? 0 }));
    return this.#retries[side].count(consumerGroup, committed, look.now, look.call);
  }
}

/** One group on one pair of topics. */
interface Item {
  topology: ProgressTopology;
  pairing: TopicPairing;
  consumerGroup: string;
}

/** Nothing about it changes by itself. */
function isAtRest({ queues }: PlannedTopic): boolean {
  return queues.every(({ why, translated, toOffset }) =>
    why === null ? translated === null || translated === toOffset : why === 'ALREADY_AHEAD',
  );
}

/** Undefined while a broker does not answer: then every look is a full one. */
function fingerprintOf(
  offsets: Readonly<Record<SyncSide, SideOffsets>>,
  { streams, senses, overrideLive }: ProgressQuestion,
): string | undefined {
  const [source, target] = [offsets.SOURCE.fingerprint, offsets.TARGET.fingerprint];
  if (source === undefined || target === undefined) return undefined;
  const heads = streams.map(
    ({ id, retired, position: { generation, sourceOffset, targetOffset } }) =>
      `${id}:${retired}:${generation}:${sourceOffset}:${targetOffset}`,
  );
  return JSON.stringify([source, target, senses, overrideLive ?? false, heads.join()]);
}
