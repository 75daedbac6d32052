import type { GroupProgressView, TaskView } from '@slipstream/shared';
import { waitFor } from '@slipstream/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../support/api-client.ts';
import { queuesOf } from '../support/checker.ts';
import { startConsumers } from '../support/consumers.ts';
import { DeliveryPair, type VersionPair } from '../support/delivery-pair.ts';
import { Deployment } from '../support/deployment.ts';
import { createGroup } from '../support/groups.ts';
import { colourOf, groupOf, sourceTopicOf, targetTopicOf, type Move } from '../support/move.ts';
import { Moves } from '../support/moves.ts';
import {
  committedPositions,
  exactPlaces,
  misplaced,
  scanTopic,
  type Positions,
} from '../support/progress-scan.ts';

/** Messages of each group; 100,000 in the measured runs. */
const MESSAGES = Number(process.env['PROGRESS_MESSAGES'] ?? 2_400);
/** Groups with an offset of chance in each queue; 1,000 in the measured runs. */
const GROUPS = Number(process.env['PROGRESS_GROUPS'] ?? 10);
/** The progress of all groups is looked at every 5 s, and a change is to be on the other side within 10 s. */
const LOOK_MS = 60_000;

const FULL = process.env['DELIVERY_MATRIX'] === 'full';
const PAIRS: readonly VersionPair[] = [
  { source: '4.9.7', target: '5.5.0', acl: false },
  ...(FULL
    ? ([
        { source: '5.5.0', target: '5.5.0', acl: false },
        { source: '5.3.3', target: '5.5.0', acl: false },
        { source: '5.5.0', target: '4.9.7', acl: false },
      ] as const)
    : []),
];

const isEven = (number: number): boolean => number % 2 === 0;
const isNotGreen = (number: number): boolean => colourOf(number) !== 'green';

const PLAIN: Move = { name: 'plain', queues: 8 };
const FEWER_QUEUES: Move = { name: 'fewer-queues', queues: 8, targetQueues: 3 };
const BY_HAND: Move = { name: 'back-by-hand', queues: 8, back: 'BY_HAND' };
const MOVES: readonly Move[] = [
  PLAIN,
  { name: 'orderly', queues: 4, listener: 'orderly' },
  { name: 'own-tags', queues: 4, subscription: { expression: 'even', matches: isEven } },
  { name: 'tag-route', queues: 4, filter: { type: 'TAG', expression: 'even', matches: isEven } },
  {
    name: 'sql-route',
    queues: 4,
    filter: { type: 'SQL92', expression: "colour IN ('red', 'blue')", matches: isNotGreen },
  },
  { name: 'renamed', queues: 4, targetTopic: 'move-under-another-name' },
  { name: 'local-traffic', queues: 4, localTraffic: true },
  { name: 'more-queues', queues: 3, targetQueues: 8 },
  FEWER_QUEUES,
  BY_HAND,
  { name: 'back', queues: 8, back: 'CONTINUOUSLY' },
  { name: 'back-renamed', queues: 4, targetTopic: 'move-back-renamed-there', back: 'CONTINUOUSLY' },
  { name: 'two-way', queues: 4, twoWay: true, back: 'CONTINUOUSLY' },
  { name: 'two-way-mixed', queues: 4, twoWay: true, localTraffic: true },
];
const REPEATING = new Set(['fewer-queues', 'two-way-mixed']);

let deployment: Deployment;
let api: ApiClient;
const table: string[] = [];

beforeAll(async () => {
  deployment = await Deployment.start();
  ({ api } = deployment);
});

afterAll(async () => {
  await deployment?.stop();
  console.log(
    [
      '| case | versions | messages | missing | again | carried after, s |',
      '| --- | --- | --- | --- | --- | --- |',
    ]
      .concat(table)
      .join('\n'),
  );
});

describe.each(PAIRS)('consumer groups that move, $source to $target', (versions) => {
  let pair: DeliveryPair;
  let moves: Moves;
  let tasks: ReadonlyMap<Move, TaskView>;

  const taskOf = (move: Move): string => tasks.get(move)?.id ?? '';
  const progressOf = async (move: Move, group = groupOf(move)): Promise<GroupProgressView> => {
    const found = await api.progress(taskOf(move), { search: group, sense: 'TO_TARGET' });
    const progress = found.find(({ consumerGroup, fromTopic }) => {
      return consumerGroup === group && fromTopic === sourceTopicOf(move);
    });
    if (progress === undefined) throw new Error(`no progress of ${group} in ${JSON.stringify(found)}`);
    return progress;
  };
  const atTarget = (move: Move, group = groupOf(move)): Promise<Positions> =>
    committedPositions(pair.target.client, targetTopicOf(move), group);
  /** Waits until the task has looked at all progress twice from now on. */
  const twoLooks = async (move: Move): Promise<void> => {
    const since = Date.now();
    let first = '';
    await waitFor(
      async () => {
        const at = (await api.lastLook(taskOf(move), 'progress'))?.lookedAt ?? '';
        if (first === '' && Date.parse(at) > since) first = at;
        return first !== '' && at > first;
      },
      { timeoutMs: LOOK_MS, what: 'two looks at all progress' },
    );
  };

  beforeAll(async () => {
    const name = `m${versions.source}-${versions.target}`.replaceAll('.', '');
    pair = await DeliveryPair.start(api, versions, name);
    moves = new Moves(pair, MOVES, MESSAGES, async (move) => (await progressOf(move)).why ?? 'nothing');
    await moves.prepare();
    tasks = await moves.createTasks(name, ['more-*']);
    await moves.untilCopied();
    await moves.takeHalfAtSource();
    await moves.untilCarried('TO_TARGET');
    await moves.consumeAtTarget();
    await moves.untilCarried('TO_SOURCE', ({ back }) => back === 'CONTINUOUSLY');
    await applyBack();
    await moves.consumeTheRestAtSource();
  }, 1_800_000);

  afterAll(async () => {
    await pair?.stop();
  });

  /** Carries a group's progress back as a person does: looks at what would be done, and does that. */
  async function applyBack(): Promise<void> {
    const wish = { sense: 'TO_SOURCE', groups: [groupOf(BY_HAND)] };
    const path = `/tasks/${taskOf(BY_HAND)}/progress`;
    const { version } = await api.post<{ version: string }>(`${path}/preview`, wish);
    await api.post(`${path}/apply`, { ...wish, version });
    await moves.untilCarried('TO_SOURCE', (move) => move === BY_HAND, 1_000);
  }

  it.each(MOVES)('$name: every message from exactly the next one on (P-01, P-02, P-03)', (move) => {
    const { expected, missing, again, unavoidable, foreign, carriedInSeconds } = moves.result(move);
    table.push(
      `| ${move.name} | ${versions.source} → ${versions.target} | ${expected} | ${missing} | ${again} | ${carriedInSeconds.map((seconds) => seconds.toFixed(1)).join(', ')} |`,
    );
    expect({ missing, again }).toEqual({ missing: 0, again: unavoidable });
    if (!REPEATING.has(move.name)) expect(unavoidable).toBe(0);
    // Half of what the group gets at least: the case is not empty.
    expect(expected).toBeGreaterThan(MESSAGES / 3);
    if (move.localTraffic !== true) expect(foreign).toBe(0);
  });

  it('with fewer queues at the target, repeats no more than the queues that meet were apart (P-01)', () => {
    const { again, spread } = moves.result(FEWER_QUEUES);
    expect(again).toBeLessThanOrEqual(spread);
  });

  it('never goes backwards: a group that went on at the target stays where it is, and the API says so (P-01, P-04)', async () => {
    const before = await atTarget(PLAIN);
    await twoLooks(PLAIN);
    expect(await atTarget(PLAIN)).toEqual(before);
    expect(await progressOf(PLAIN)).toMatchObject({ why: 'ALREADY_AHEAD' });
  });

  it('leaves a group alone that has members at the target, and says LIVE_MEMBERS (P-01, P-04)', async () => {
    const group = 'more-live';
    const topic = sourceTopicOf(PLAIN);
    const consumers = startConsumers(pair.target.cluster, [{ group, topic, toDo: 'hold', count: 20 }]);
    await consumers.until(group, 20);
    await createGroup(pair.source, group);
    for (const queue of await queuesOf(pair.source.client, topic))
      await pair.source.client.updateConsumerOffset(queue, group, MESSAGES / PLAIN.queues);
    await waitFor(async () => (await progressOf(PLAIN, group)).why === 'LIVE_MEMBERS', {
      timeoutMs: LOOK_MS,
      what: 'LIVE_MEMBERS',
    });
    const { offsets } = (await consumers.stop()).get(group) ?? {};
    // What it has not begun to consume stays where a new member of the group begins.
    for (const [queue, offset] of await atTarget(PLAIN, group)) expect(offset).toBe(offsets?.get(queue) ?? 0);
  });

  it('translates offsets of chance without an error, against a full scan (P-01)', async () => {
    const topics = MOVES.filter((move) =>
      ['plain', 'tag-route', 'sql-route', 'renamed', 'local-traffic'].includes(move.name),
    );
    const groups = Array.from({ length: GROUPS }, (_, number) => `more-chance-${number}`);
    const { source, target } = pair;
    for (const group of groups) await createGroup(source, group);
    for (const move of topics)
      for (const queue of await queuesOf(source.client, sourceTopicOf(move))) {
        const { maxOffset } = await source.client.range(queue);
        for (const group of groups)
          await source.client.updateConsumerOffset(
            queue,
            group,
            1 + Math.floor(Math.random() * (maxOffset - 1)),
          );
      }
    let compared = 0;
    const wrong: string[] = [];
    for (const move of topics) {
      const [from, to] = [
        await scanTopic(source.client, sourceTopicOf(move)),
        await scanTopic(target.client, targetTopicOf(move)),
      ];
      for (const group of groups) {
        const committed = await committedPositions(source.client, sourceTopicOf(move), group);
        const places = exactPlaces(from, committed, to);
        let misses: readonly string[] = [];
        await waitFor(
          async () => {
            misses = misplaced(places, await atTarget(move, group));
            return misses.length === 0;
          },
          { timeoutMs: LOOK_MS, what: `${group} on ${sourceTopicOf(move)}` },
        ).catch(() => wrong.push(...misses.map((miss) => `${group} ${miss}`)));
        compared += places.size;
      }
    }
    expect(wrong).toEqual([]);
    table.push(`| ${compared} offsets of chance | ${versions.source} → ${versions.target} | | 0 wrong | | |`);
  });

  it.runIf(FULL)(
    'reads a broker that is down as nothing at all: offsets are as they were when it is back (P-01, P-04)',
    async () => {
      const before = await atTarget(PLAIN);
      // What it has is on disk: brokers write offsets down every 5 s.
      await pair.target.cluster.killBroker(0);
      await waitFor(async () => (await progressOf(PLAIN)).why === 'NOT_SEEN', {
        timeoutMs: LOOK_MS,
        what: 'NOT_SEEN',
      });
      await pair.target.cluster.restartBroker(0);
      await twoLooks(PLAIN);
      await waitFor(async () => (await progressOf(PLAIN)).why === 'ALREADY_AHEAD', {
        timeoutMs: LOOK_MS,
        what: 'the broker to be seen again',
      });
      expect(await atTarget(PLAIN)).toEqual(before);
      expect(await queuesOf(pair.target.client, targetTopicOf(PLAIN))).toHaveLength(PLAIN.queues);
    },
  );
});
