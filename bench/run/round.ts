import { preload } from '../../e2e/support/load.ts';
import { removeTask } from '../../e2e/support/tasks.ts';
import { compare, type Comparison, type Trace } from '../core/comparison.ts';
import type { Contender } from '../core/contenders.ts';
import type { RunResult } from '../core/results.ts';
import { copyByJava, fillByBatchProducer, type CopyPhase } from './java-programs.ts';
import { applicationMessage, readBack } from './messages.ts';
import type { Metered } from './processes.ts';
import { QUEUES, type Stage } from './stage.ts';
import { watch, type Watched, type WatchedTopic } from './watch.ts';

/** Part of a run's messages that a contender copies before, into another topic: no compiler is warm at once. */
const WARM_UP = 0.5;

/** The runs of one size: one preloaded topic, copied again and again into fresh ones. */
export class SizeRound {
  readonly #stage: Stage;
  readonly #bodyBytes: number;
  readonly #topic: string;
  readonly #warmTopic: string;
  #source: Trace[][] = [];
  #made = 0;

  constructor(stage: Stage, bodyBytes: number) {
    this.#stage = stage;
    this.#bodyBytes = bodyBytes;
    this.#topic = `bench-${bodyBytes}`;
    this.#warmTopic = `bench-warm-${bodyBytes}`;
  }

  /** Fills the source topics. */
  async preload(messages: number): Promise<void> {
    const load = { queues: QUEUES, bodyBytes: this.#bodyBytes, entryOf: applicationMessage };
    const { sourceClient } = this.#stage;
    await preload(sourceClient, { ...load, topic: this.#warmTopic, messages: Math.ceil(messages * WARM_UP) });
    await preload(sourceClient, { ...load, topic: this.#topic, messages });
    this.#source = (await readBack(sourceClient, this.#topic)).queues;
  }

  /** Copies something before anything is measured: for the brokers' sake, and for the worker's where there is one. */
  async warmUp(messages: number, hasSlipstream: boolean): Promise<void> {
    const perQueue = Math.floor((messages * WARM_UP) / QUEUES);
    const phase = (): CopyPhase => ({ from: this.#warmTopic, to: this.#target(), perQueue });
    await copyByJava(this.#stage, 'batch', phase(), phase());
    if (hasSlipstream) await this.#bySlipstream(this.#warmTopic, perQueue * QUEUES);
  }

  /** Times one contender; Slipstream copies the whole topic, whatever `messages` says. */
  async run(contender: Contender, messages: number, repetition: number): Promise<RunResult> {
    const head = { contender, bodyBytes: this.#bodyBytes, repetition };
    if (contender === 'd') {
      const part = { from: Math.ceil(messages * WARM_UP), until: Math.ceil(messages * (1 + WARM_UP)) };
      const watched = await fillByBatchProducer(this.#stage, this.#target(), this.#bodyBytes, part);
      return { ...head, messages: watched.messages, seconds: watched.seconds, ...meteredOf(watched) };
    }
    if (contender === 'a') {
      const count = this.#source.reduce((sum, queue) => sum + queue.length, 0);
      const { topic, watched, startMs } = await this.#bySlipstream(this.#topic, count);
      return { ...head, ...(await this.#verified(topic, this.#source)), startMs, ...meteredOf(watched) };
    }
    const perQueue = Math.ceil(messages / QUEUES);
    const [warm, to] = [this.#target(), this.#target()];
    const watched = await copyByJava(
      this.#stage,
      contender === 'b' ? 'one' : 'batch',
      { from: this.#warmTopic, to: warm, perQueue: Math.floor(perQueue * WARM_UP) },
      { from: this.#topic, to, perQueue },
    );
    const expected = this.#source.map((queue) => queue.slice(0, perQueue));
    return { ...head, ...(await this.#verified(to.topic, expected)), ...meteredOf(watched) };
  }

  #target(): WatchedTopic {
    const topic = `${this.#topic}-copy-${++this.#made}`;
    return { topic, brokerName: `${this.#stage.target.clusterName}-a`, queues: QUEUES };
  }

  async #bySlipstream(
    sourceTopic: string,
    messages: number,
  ): Promise<{ topic: string; watched: Watched; startMs: number }> {
    const { slipstream, targetClient, brokerPids } = this.#stage;
    const { deployment, sourceClusterId, targetClusterId, pids } = slipstream;
    const target = this.#target();
    const began = performance.now();
    const task = await deployment.api.createTask({
      name: target.topic,
      level: 'TOPIC',
      sourceClusterId,
      targetClusterId,
      routes: [{ sourceTopic, targetTopic: target.topic, filter: { type: 'NONE' } }],
    });
    const part = { from: 1, until: messages };
    const watched = await watch(targetClient, target, part, () => ({ ...pids, ...brokerPids }));
    await removeTask(deployment.api, task.id);
    return { topic: target.topic, watched, startMs: watched.beganAt - began };
  }

  /** Reads a copy back: how many messages, in which time by the target's own clock, and how they compare. */
  async #verified(
    topic: string,
    expected: Trace[][],
  ): Promise<{ messages: number; seconds: number; comparison: Comparison }> {
    const { queues, firstStoredAt, lastStoredAt } = await readBack(this.#stage.targetClient, topic);
    const comparison = compare(expected, queues);
    return { messages: comparison.expected, seconds: (lastStoredAt - firstStoredAt) / 1_000, comparison };
  }
}

function meteredOf({ use, foreignCpuSeconds }: Metered): Metered {
  return { use, foreignCpuSeconds };
}
