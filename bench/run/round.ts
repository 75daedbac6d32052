import { join } from 'node:path';
import { repositoryRoot } from '@slipstream/stack';
import { preload } from '../../e2e/support/load.ts';
import { removeTask } from '../../e2e/support/tasks.ts';
import { compare, type Comparison, type Trace } from '../core/comparison.ts';
import type { Contender } from '../core/contenders.ts';
import type { RunResult } from '../core/results.ts';
import { applicationMessage, readBack } from './messages.ts';
import { QUEUES, type Stage } from './stage.ts';
import { watch, type Watched, type WatchedTopic } from './watch.ts';

const COPY = join(repositoryRoot, 'bench/java/Copy.java');
/** Part of a run's messages that a contender copies before, into another topic: no compiler is warm at once. */
const WARM_UP = 0.25;

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

  /** Lets Slipstream copy something before it is measured. */
  async warmUp(messages: number): Promise<void> {
    await this.#bySlipstream(this.#warmTopic, Math.ceil(messages * WARM_UP));
  }

  /** Times one contender; Slipstream copies the whole topic, whatever `messages` says. */
  async run(contender: Contender, messages: number, repetition: number): Promise<RunResult> {
    const head = { contender, bodyBytes: this.#bodyBytes, repetition };
    if (contender === 'd') throw new Error('not yet');
    const copied =
      contender === 'a' ? this.#copied(Number.POSITIVE_INFINITY) : this.#copied(messages / QUEUES);
    const count = copied.reduce((sum, queue) => sum + queue.length, 0);
    const { topic, watched, startMs } =
      contender === 'a'
        ? await this.#bySlipstream(this.#topic, count)
        : await this.#byJava(contender === 'b' ? 'one' : 'batch', count);
    const { comparison, seconds } = await this.#verify(topic, copied);
    return {
      ...head,
      messages: count,
      seconds,
      ...(startMs === undefined ? {} : { startMs }),
      use: watched.use,
      comparison,
    };
  }

  #copied(perQueue: number): Trace[][] {
    return this.#source.map((queue) => queue.slice(0, Math.ceil(perQueue)));
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
    const watched = await watch(targetClient, target, messages, () => ({ ...pids, ...brokerPids }));
    await removeTask(deployment.api, task.id);
    return { topic: target.topic, watched, startMs: watched.firstSeenAt - began };
  }

  async #byJava(
    way: 'one' | 'batch',
    messages: number,
  ): Promise<{ topic: string; watched: Watched; startMs?: number }> {
    const { source, target: cluster, targetClient, brokerPids } = this.#stage;
    const [warm, target] = [this.#target(), this.#target()];
    await this.#stage.createTarget(warm.topic);
    await this.#stage.createTarget(target.topic);
    const perQueue = Math.ceil(messages / QUEUES);
    const program = cluster.java(
      COPY,
      [
        ...[source.nameServer, cluster.nameServer, `${source.clusterName}-a`, target.brokerName, QUEUES, way],
        ...[this.#warmTopic, warm.topic, Math.floor(perQueue * WARM_UP)],
        ...[this.#topic, target.topic, perQueue],
      ].map(String),
      { mode: 'MEASURED', heapMb: 1_024 },
    );
    try {
      const failed = program.done.then(({ code, stderr, stdout }) => {
        if (code !== 0)
          throw new Error(`the Java copier ended with ${code}: ${stderr.slice(-2000)} ${stdout}`);
        return new Promise<never>(() => undefined);
      });
      const programs = () => ({ copier: [program.pid], ...brokerPids });
      const watched = await Promise.race([watch(targetClient, target, messages, programs), failed]);
      return { topic: target.topic, watched };
    } finally {
      await program.stop();
    }
  }

  async #verify(topic: string, expected: Trace[][]): Promise<{ comparison: Comparison; seconds: number }> {
    const { queues, firstStoredAt, lastStoredAt } = await readBack(this.#stage.targetClient, topic);
    return { comparison: compare(expected, queues), seconds: (lastStoredAt - firstStoredAt) / 1_000 };
  }
}
