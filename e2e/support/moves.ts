import type { ProgressSense, TaskView } from '@slipstream/shared';
import { waitFor } from '@slipstream/stack';
import { consume, type ConsumerJob, type Delivery } from './consumers.ts';
import type { DeliveryPair, DeliverySide } from './delivery-pair.ts';
import { createTopic, preload } from './load.ts';
import {
  colouredEntry,
  groupOf,
  loadOf,
  numberOfKey,
  sourceTopicOf,
  targetTopicOf,
  type Move,
} from './move.ts';
import {
  committedPositions,
  countDeliveries,
  exactPlaces,
  misplaced,
  scanTopic,
  spread,
  unavoidableRepeats,
  type DeliveryCount,
  type TopicScan,
} from './progress-scan.ts';

/** What a move came to. */
export interface MoveResult extends DeliveryCount {
  /** Deliveries that no single position per queue could have spared, by a full scan. */
  unavoidable: number;
  /** How far apart queues that meet in one were: no more than so many messages may come again. */
  spread: number;
  /** From the consumer's stop to its offsets being in place on the other side, s; one per time that it changed sides. */
  carriedInSeconds: readonly number[];
}

interface Scans {
  source: TopicScan;
  target: TopicScan;
}

const BODY_BYTES = 64;
const CARRIED_MS = 60_000;

/** Drives consumer groups, all of them side by side, from one cluster to the other and back. */
export class Moves {
  readonly moves: readonly Move[];
  readonly #pair: DeliveryPair;
  readonly #messages: number;
  readonly #explain: (move: Move) => Promise<string>;
  readonly #runs: ReadonlyMap<Move, Run>;
  #stoppedAt = 0;

  /** @param explain what the system itself says of a move that is not carried */
  constructor(
    pair: DeliveryPair,
    moves: readonly Move[],
    messages: number,
    explain: (move: Move) => Promise<string>,
  ) {
    this.#explain = explain;
    this.#pair = pair;
    this.moves = moves;
    this.#messages = messages;
    this.#runs = new Map(moves.map((move) => [move, new Run(move)]));
  }

  /** Makes all topics, and all messages but where applications send on both sides: those come once the tasks run. */
  async prepare(): Promise<void> {
    const { source, target } = this.#pair;
    for (const move of this.moves) {
      const { queues, targetQueues = queues, localTraffic = false } = move;
      if (localTraffic || targetQueues !== queues)
        await createTopic(target.client, targetTopicOf(move), targetQueues);
      if (localTraffic) await createTopic(source.client, sourceTopicOf(move), queues);
      else await send(source, sourceTopicOf(move), queues, loadOf(move, this.#messages).own);
    }
  }

  /** Creates one task per way in which progress is carried; `more` are groups that the plain one carries too. */
  async createTasks(name: string, more: readonly string[] = []): Promise<ReadonlyMap<Move, TaskView>> {
    const kinds = {
      there: this.moves.filter(({ twoWay, back }) => twoWay !== true && back !== 'CONTINUOUSLY'),
      both: this.moves.filter(({ twoWay, back }) => twoWay !== true && back === 'CONTINUOUSLY'),
      twoWay: this.moves.filter(({ twoWay }) => twoWay === true),
    };
    const specs = {
      there: { level: 'TOPIC', routes: kinds.there.map(routeOf) },
      both: {
        level: 'TOPIC',
        routes: kinds.both.map(routeOf),
        progress: { toTarget: true, toSource: true },
      },
      twoWay: { direction: 'TWO_WAY', topics: { include: kinds.twoWay.map(sourceTopicOf) } },
    };
    const tasks = new Map<Move, TaskView>();
    for (const kind of ['there', 'both', 'twoWay'] as const) {
      const moves = kinds[kind];
      if (moves.length === 0) continue;
      const groups = { include: [...moves.map(groupOf), ...(kind === 'there' ? more : [])] };
      const task = await this.#pair.createTask(`${name}-${kind}`, { ...specs[kind], groups });
      for (const move of moves) tasks.set(move, task);
    }
    return tasks;
  }

  /** Lets applications send on both sides where a move says so, and waits until everything is copied. */
  async untilCopied(): Promise<void> {
    const { source, target } = this.#pair;
    await Promise.all(this.moves.filter(({ localTraffic }) => localTraffic).map((move) => this.#mix(move)));
    for (const [move, run] of this.#runs) {
      const { own, local } = loadOf(move, this.#messages);
      const numbers = Array.from({ length: own }, (_, index) => index % (own / move.queues));
      const copies = numbers.filter((number) => move.filter?.matches(number) ?? true).length;
      await target.untilCount(targetTopicOf(move), copies + local, 180_000);
      if (move.twoWay === true) await source.untilCount(sourceTopicOf(move), own + local, 180_000);
      run.scans = {
        source: await scanTopic(source.client, sourceTopicOf(move)),
        target: await scanTopic(target.client, targetTopicOf(move)),
      };
    }
  }

  /** All groups consume half of what there is for them at the source, and stop. */
  async takeHalfAtSource(): Promise<void> {
    const jobs = [...this.#runs.values()].map((run) => run.job('SOURCE', 'take', run.forGroup() / 2));
    await this.#consume(this.#pair.source, jobs);
  }

  /** Groups that come back consume a quarter at the target and stop, the others all the rest. */
  async consumeAtTarget(): Promise<void> {
    const jobs = [...this.#runs.values()].map((run) =>
      run.move.back === undefined
        ? run.job('TARGET', 'drain', run.left())
        : run.job('TARGET', 'take', run.forGroup() / 4),
    );
    await this.#consume(this.#pair.target, jobs);
  }

  /** Groups that have come back consume all the rest at the source. */
  async consumeTheRestAtSource(): Promise<void> {
    const returning = [...this.#runs.values()].filter(({ move }) => move.back !== undefined);
    await this.#consume(
      this.#pair.source,
      returning.map((run) => run.job('SOURCE', 'drain', run.left())),
    );
  }

  /** Waits until the offsets of groups on the other side are exactly the equivalents of those on this one. */
  async untilCarried(
    sense: ProgressSense,
    isMeant: (move: Move) => boolean = () => true,
    timeoutMs = CARRIED_MS,
  ): Promise<void> {
    const there = sense === 'TO_TARGET';
    const { source, target } = this.#pair;
    const [from, to] = there ? [source, target] : [target, source];
    const carry = async (run: Run): Promise<void> => {
      const { move, scans } = run;
      const [fromTopic, toTopic] = inSense(there, sourceTopicOf(move), targetTopicOf(move));
      const [fromScan, toScan] = inSense(there, scans.source, scans.target);
      const committed = await committedPositions(from.client, fromTopic, groupOf(move));
      const places = exactPlaces(fromScan, committed, toScan);
      let wrong: readonly string[] = [];
      await waitFor(
        async () => {
          wrong = misplaced(places, await committedPositions(to.client, toTopic, groupOf(move)));
          return wrong.length === 0;
        },
        { timeoutMs, intervalMs: 500, what: `${groupOf(move)} to be carried` },
      ).catch(async (error: unknown) => {
        const why = await this.#explain(move).catch(String);
        throw new Error(`${String(error)}: ${wrong.join(', ')}; the API says: ${why}`, { cause: error });
      });
      run.carriedInSeconds.push((performance.now() - this.#stoppedAt) / 1_000);
      run.spread += spread(fromScan, committed, toScan);
      run.unavoidable += unavoidableRepeats(fromScan, committed, toScan, places);
    };
    await Promise.all([...this.#runs.values()].filter(({ move }) => isMeant(move)).map(carry));
  }

  /** What came of a move. */
  result(move: Move): MoveResult {
    const run = this.#runs.get(move);
    if (run === undefined) throw new Error(`there is no move ${move.name}`);
    const { deliveries, unavoidable, spread: apart, carriedInSeconds } = run;
    return { ...countDeliveries(run.expected(), deliveries), unavoidable, spread: apart, carriedInSeconds };
  }

  async #consume(side: DeliverySide, jobs: readonly ConsumerJob[]): Promise<void> {
    const done = await consume(side.cluster, jobs, { timeoutSeconds: 60 + Math.ceil(this.#messages / 500) });
    this.#stoppedAt = performance.now();
    for (const { move, deliveries } of this.#runs.values())
      deliveries.push(...(done.get(groupOf(move))?.deliveries ?? []));
    for (const { group, toDo, count } of jobs) {
      const got = done.get(group)?.deliveries.length ?? 0;
      if (toDo === 'take' && got !== count) throw new Error(`${group} took ${got} messages, not ${count}`);
    }
    // A client does not wait for the broker's answer to the offsets that it tells last.
    for (const { group, topic } of jobs)
      await waitFor(
        async () => {
          const stored = await committedPositions(side.client, topic, group);
          return [...(done.get(group)?.offsets ?? [])].every(([queue, at]) => stored.get(queue) === at);
        },
        { timeoutMs: 10_000, what: `the offsets of ${group} at the broker` },
      );
  }

  /** Applications send at both sides in turns, so that copies and local messages lie mixed in every queue. */
  async #mix(move: Move): Promise<void> {
    const { source, target } = this.#pair;
    const { queues, targetQueues = queues, twoWay = false } = move;
    const { own, local, turns } = loadOf(move, this.#messages);
    for (let turn = 1; turn <= turns; turn++) {
      await send(target, targetTopicOf(move), targetQueues, local / turns);
      await send(source, sourceTopicOf(move), queues, own / turns);
      const sent = ((own + local) / turns) * turn;
      await target.untilCount(targetTopicOf(move), sent, 180_000);
      if (twoWay) await source.untilCount(sourceTopicOf(move), sent, 180_000);
    }
  }
}

/** One move, and what has happened in it. */
class Run {
  readonly move: Move;
  readonly deliveries: Delivery[] = [];
  readonly carriedInSeconds: number[] = [];
  unavoidable = 0;
  spread = 0;
  scans: Scans = { source: new Map(), target: new Map() };

  constructor(move: Move) {
    this.move = move;
  }

  job(side: 'SOURCE' | 'TARGET', toDo: ConsumerJob['toDo'], count: number): ConsumerJob {
    const { move } = this;
    return {
      group: groupOf(move),
      topic: side === 'SOURCE' ? sourceTopicOf(move) : targetTopicOf(move),
      listener: move.listener ?? 'concurrently',
      expression: move.subscription?.expression ?? '*',
      toDo,
      count: Math.floor(count),
    };
  }

  /** How many messages the source has for the group. */
  forGroup(): number {
    return keysIn(this.scans.source).filter((key) => this.#isSubscribed(key)).length;
  }

  /** What the group has to get, on both sides together: a route's filter keeps the rest away from the target. */
  expected(): Set<string> {
    const { move, scans, deliveries } = this;
    const reachable = new Set(move.back === undefined ? keysIn(scans.target) : keysIn(scans.source));
    for (const { key } of deliveries) reachable.add(key);
    const subscribed = keysIn(scans.source).filter((key) => this.#isSubscribed(key));
    return new Set(subscribed.filter((key) => reachable.has(key)));
  }

  /** How many messages the group has still to get. */
  left(): number {
    const expected = this.expected();
    for (const { key } of this.deliveries) expected.delete(key);
    return expected.size;
  }

  #isSubscribed(key: string): boolean {
    return this.move.subscription?.matches(numberOfKey(key)) ?? true;
  }
}

function routeOf(move: Move): object {
  const { filter } = move;
  return {
    sourceTopic: sourceTopicOf(move),
    targetTopic: targetTopicOf(move),
    filter: filter === undefined ? { type: 'NONE' } : { type: filter.type, expression: filter.expression },
  };
}

async function send(side: DeliverySide, topic: string, queues: number, messages: number): Promise<void> {
  await preload(side.client, { topic, queues, messages, bodyBytes: BODY_BYTES, entryOf: colouredEntry });
}

function keysIn(scan: TopicScan): string[] {
  return [...scan.values()].flatMap((messages) => messages.map(({ key }) => key));
}

function inSense<T>(there: boolean, atSource: T, atTarget: T): readonly [T, T] {
  return there ? [atSource, atTarget] : [atTarget, atSource];
}
