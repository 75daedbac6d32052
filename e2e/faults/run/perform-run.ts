import { setTimeout as delay } from 'node:timers/promises';
import type { TaskView } from '@slipstream/shared';
import { waitFor } from '@slipstream/stack';
import { createTopic } from '../../support/load.ts';
import { untilState } from '../../support/tasks.ts';
import type { BenchCluster, FaultBench } from '../bench/fault-bench.ts';
import { newestCheckpoints } from '../bench/database.ts';
import { SteadyLoad } from '../bench/steady-load.ts';
import type { CheckpointFact, GapFact, QueueFacts, RunFacts } from '../check/facts.ts';
import { checkRun, copiesIn, withoutCopies, type Violation } from '../check/invariants.ts';
import { readTopic } from '../check/read-facts.ts';
import { longestSilence } from '../check/silence.ts';
import type { Schedule } from '../core/schedule.ts';
import type { Allowance, Fault } from '../rows/row.ts';
import { Locks } from './locks.ts';
import type { RunningCopy } from './running-copy.ts';

/** What one run brought. */
export interface RunOutcome {
  name: string;
  rows: readonly number[];
  schedule: string;
  sourceMessages: number;
  copies: number;
  violations: readonly Violation[];
  /** Longest time without a new copy in any queue from the first fault on, ms; the outage itself included. */
  silenceMs: number | null;
  /** From the end of load and faults until everything was at the target, ms. */
  catchUpMs: number;
  notes: readonly string[];
  /** The run itself, ms. */
  tookMs: number;
}

/** The load of a run. */
export interface LoadShape {
  messagesPerSecond: number;
  queues: number;
}

const BODY_BYTES = 512;
const LOCAL_PER_SECOND = 20;
/** Then the rate falls to a tenth. */
const FULL_RATE_MS = 25_000;
/** I10 of the plan: lag 0 after healing, ms. */
const CATCH_UP_MS = 60_000;
const CATCH_UP_UNREACHABLE_MS = 150_000;
const TASK_RUNNING_MS = 90_000;
/** A late append would come within this time after everything is there, ms. */
const SETTLE_MS = 3_000;
const CHECKPOINT_SAMPLE_MS = 2_000;

/** Runs one schedule on a fresh topic and task, and checks everything it left behind. */
export async function performRun(
  bench: FaultBench,
  schedule: Schedule,
  shape: LoadShape,
  topic: string,
): Promise<RunOutcome> {
  const began = performance.now();
  const { source, target } = bench;
  const isTwoWay = schedule.faults.some(({ fault }) => fault.twoWay === true);
  const task = await startTask(bench, topic, shape.queues, isTwoWay);
  const notes: string[] = [];
  const failed: string[] = [];
  const loads: SteadyLoad[] = [];
  const produce = (at: BenchCluster, queueIds: readonly number[], messagesPerSecond: number): SteadyLoad => {
    const load = new SteadyLoad(at.client, brokerOf(at), {
      topic,
      queueIds,
      messagesPerSecond,
      bodyBytes: BODY_BYTES,
      fullRateMs: FULL_RATE_MS,
    });
    loads.push(load);
    return load;
  };
  const all = Array.from({ length: shape.queues }, (_, queueId) => queueId);
  produce(source, all, shape.messagesPerSecond);
  const locals = produce(target, all, isTwoWay ? shape.messagesPerSecond / 2 : LOCAL_PER_SECOND);
  const sampler = new CheckpointSampler(bench.databaseUrl, task.id);
  const loadBegan = performance.now();
  const firstFaultAt = Date.now() + (schedule.faults[0]?.atMs ?? 0);
  const copy: RunningCopy = {
    topic,
    queues: shape.queues,
    task,
    source,
    target,
    note: (text) => notes.push(text),
    fail: (text) => failed.push(text),
    produceToSource: (queueIds, messagesPerSecond) => void produce(source, queueIds, messagesPerSecond),
  };
  const errors = await performFaults(bench, copy, schedule);
  await Promise.all(loads.map((load) => load.stop()));
  if (errors.length > 0) throw new FaultFailedError(errors.join('; '));
  notes.push(`${((performance.now() - loadBegan) / 1000).toFixed(1)} s of load`);
  const allows = allowanceOf(schedule.faults.map(({ fault }) => fault));
  const limitMs = allows.unreachable === true ? CATCH_UP_UNREACHABLE_MS : CATCH_UP_MS;
  const caughtUpMs = await untilCopied(source, target, topic, limitMs, isTwoWay);
  await delay(SETTLE_MS);
  const facts: RunFacts = {
    source: await readTopic(source.client, topic),
    target: await readTopic(target.client, topic),
    acknowledgedLocals: locals.acknowledged,
    checkpoints: await sampler.stop(),
    gaps: await gapsOf(bench, task.id),
    reportedSent: await reportedSent(bench, task.id),
  };
  const violations = [
    ...(isTwoWay ? checkBothWays(facts, allows) : checkRun(facts, allows)),
    ...(failed.length === 0
      ? []
      : [{ invariant: 'ALSO' as const, count: failed.length, examples: failed.slice(0, 5) }]),
    ...(caughtUpMs !== null ? [] : [await tooLate(bench, task.id, limitMs)]),
  ];
  await cleanUp(bench, task.id, topic);
  return {
    name: schedule.name,
    rows: [...new Set(schedule.faults.map(({ fault }) => fault.row))],
    schedule: schedule.faults.map(({ fault }) => fault.what).join('; '),
    sourceMessages: facts.source.reduce((sum, { messages }) => sum + messages.length, 0),
    copies: copiesIn(facts.target),
    violations,
    silenceMs: longestSilence(facts.target, firstFaultAt),
    catchUpMs: Math.round(caughtUpMs ?? limitMs),
    notes,
    tookMs: Math.round(performance.now() - began),
  };
}

async function startTask(
  bench: FaultBench,
  topic: string,
  queues: number,
  isTwoWay: boolean,
): Promise<TaskView> {
  const { source, target } = bench;
  const { api } = bench.deployment;
  await Promise.all([source, target].map(({ client }) => createTopic(client, topic, queues)));
  const task = await api.createTask({
    name: topic,
    level: 'TOPIC',
    direction: isTwoWay ? 'TWO_WAY' : 'ONE_WAY',
    sourceClusterId: source.id,
    targetClusterId: target.id,
    routes: [{ sourceTopic: topic, targetTopic: topic, filter: { type: 'NONE' } }],
  });
  await untilState(api, task.id, 'RUNNING', TASK_RUNNING_MS);
  return task;
}

/** Performs all faults at their times, one after the other where they touch the same thing; errors of the faults themselves. */
async function performFaults(bench: FaultBench, copy: RunningCopy, schedule: Schedule): Promise<string[]> {
  const locks = new Locks();
  const errors: string[] = [];
  const faults = schedule.faults.map(async ({ atMs, fault }) => {
    await delay(atMs);
    await locks
      .hold(fault.touches, () => fault.perform(bench, copy))
      .catch((error: unknown) => {
        errors.push(
          `row ${fault.row} (${fault.what}): ${error instanceof Error ? error.message : String(error)}`,
        );
      });
  });
  await Promise.all([...faults, delay(schedule.loadMs)]);
  return errors;
}

/** Each side of a two-way task is the other's source; a message that came back would be there twice. */
function checkBothWays(facts: RunFacts, allows: Allowance): Violation[] {
  const forward = { ...facts, source: withoutCopies(facts.source), reportedSent: null };
  const reverse: RunFacts = {
    ...forward,
    source: withoutCopies(facts.target),
    target: facts.source,
    acknowledgedLocals: new Map(),
    checkpoints: [],
  };
  const counted = copiesIn(facts.source) + copiesIn(facts.target);
  const forwardCheckpoints = facts.checkpoints.filter(({ targetQueue }) =>
    facts.target.some(({ name }) => name === targetQueue),
  );
  return [
    ...checkRun({ ...forward, checkpoints: forwardCheckpoints }, allows),
    ...checkRun(reverse, allows),
    ...(facts.reportedSent === counted
      ? []
      : [
          {
            invariant: 'I9' as const,
            count: Math.abs(counted - (facts.reportedSent ?? 0)),
            examples: [`the API says ${facts.reportedSent} sent, both sides hold ${counted} copies`],
          },
        ]),
  ];
}

async function tooLate(bench: FaultBench, taskId: string, limitMs: number): Promise<Violation> {
  const state = await stateText(bench, taskId);
  return { invariant: 'I10', count: 1, examples: [`not caught up within ${limitMs / 1000} s: ${state}`] };
}

/** A fault that could not be performed: the run says nothing about the system. */
export class FaultFailedError extends Error {}

function allowanceOf(faults: readonly Fault[]): Allowance {
  return Object.assign({}, ...faults.map(({ allows }) => allows ?? {})) as Allowance;
}

function brokerOf({ cluster }: BenchCluster): string {
  const [broker] = cluster.brokers;
  if (broker === undefined) throw new Error(`${cluster.clusterName} has no broker`);
  return broker.name;
}

/** Waits until every message of the source is at the target (and the other way round); ms, null when it took too long. */
async function untilCopied(
  source: BenchCluster,
  target: BenchCluster,
  topic: string,
  limitMs: number,
  isTwoWay: boolean,
): Promise<number | null> {
  const began = performance.now();
  const isCopied = async (): Promise<boolean> => {
    const [here, there] = await Promise.all([source, target].map(({ client }) => readTopic(client, topic)));
    return holdsAll(here, there) && (!isTwoWay || holdsAll(there, here));
  };
  const caughtUp = await waitFor(isCopied, {
    timeoutMs: limitMs,
    what: `${topic} to be copied`,
    intervalMs: 500,
  }).catch(() => false);
  return caughtUp === false ? null : performance.now() - began;
}

/** Every message of `reference` is somewhere in `copy`. */
function holdsAll(reference: readonly QueueFacts[] = [], copy: readonly QueueFacts[] = []): boolean {
  const keys = new Set(copy.flatMap(({ messages }) => messages.map(({ key }) => key)));
  return reference.every(({ messages }) => messages.every(({ key }) => keys.has(key)));
}

async function gapsOf(bench: FaultBench, taskId: string): Promise<GapFact[]> {
  const events = await bench.deployment.api.events(taskId);
  return events
    .filter(({ kind }) => kind === 'RETENTION_GAP')
    .map(({ details }) => {
      const { queue, from, to } = details as {
        queue: { brokerName: string; queueId: number };
        from: number;
        to: number;
      };
      return { sourceQueue: `${queue.brokerName}#${queue.queueId}`, from: Number(from), to: Number(to) };
    });
}

/** What the API counts as sent, when it stands still: workers report every 5 s. */
async function reportedSent(bench: FaultBench, taskId: string): Promise<number> {
  const sent = async (): Promise<number> =>
    Number((await bench.deployment.api.task(taskId)).status.totals.sent);
  for (let last = await sent(); ;) {
    await delay(5_500);
    const now = await sent();
    if (now === last) return now;
    last = now;
  }
}

async function stateText(bench: FaultBench, taskId: string): Promise<string> {
  const { status } = await bench.deployment.api.task(taskId);
  return `${status.state} ${status.health} lag ${status.lagMessages ?? '?'} ${JSON.stringify(status.reason)}`;
}

async function cleanUp(bench: FaultBench, taskId: string, topic: string): Promise<void> {
  const { api } = bench.deployment;
  await api.post(`/tasks/${taskId}/stop`);
  await untilState(api, taskId, 'STOPPED', 60_000);
  await api.delete(`/tasks/${taskId}`);
  await Promise.all([bench.source, bench.target].map(({ client }) => client.deleteTopic(topic)));
}

/** Looks at the newest checkpoints every two seconds; while PostgreSQL is away it sees nothing. */
class CheckpointSampler {
  readonly #seen: CheckpointFact[] = [];
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;

  readonly #url: string;
  readonly #taskId: string;

  constructor(url: string, taskId: string) {
    this.#url = url;
    this.#taskId = taskId;
    this.#done = this.#run();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await delay(CHECKPOINT_SAMPLE_MS, undefined, { signal }).catch(() => undefined);
      this.#seen.push(...(await newestCheckpoints(this.#url, this.#taskId).catch(() => [])));
    }
  }

  async stop(): Promise<CheckpointFact[]> {
    this.#stopping.abort();
    await this.#done;
    return this.#seen;
  }
}
