import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  MemoryBudget,
  ShardReplicator,
  TargetGateway,
  type Checkpoint,
  type CheckpointStore,
  type StreamDefinition,
} from '@slipstream/replication';
import { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { RocketmqQueueReader } from '../../apps/worker/src/adapters/rocketmq-queue-reader.ts';
import { RocketmqTargetBroker } from '../../apps/worker/src/adapters/rocketmq-target-broker.ts';
import { systemClock } from '../../apps/worker/src/adapters/system-clock.ts';
import type { FenceStore } from '../../apps/worker/src/fence/fence-store.ts';
import { TargetUsers } from '../../apps/worker/src/fence/target-users.ts';
import { Reporter } from '../../apps/worker/src/report/reporter.ts';
import { serveTasks } from './child-tasks.ts';
import {
  queueOf,
  SOURCE_BROKER,
  TARGET_BROKER,
  type EngineTask,
  type Memory,
  type Pair,
  type Rest,
} from './protocol.ts';

/** As many as a flow has. */
const SHARDS = 4;
/** As a worker does it, ms. */
const REPORT_EVERY_MS = 1_000;
const FLUSH_EVERY_MS = 5_000;

const ring = new Map<number, Checkpoint[]>();
const checkpoints: CheckpointStore = {
  async save(items) {
    for (const { streamId, events: _, ...checkpoint } of items) {
      const kept = ring.get(streamId) ?? [];
      ring.set(streamId, [checkpoint, ...kept].slice(0, 64));
    }
  },
};
const START: Checkpoint = {
  generation: 1,
  sourceOffset: 0,
  targetOffset: 0,
  sourceIdentity: null,
  targetIdentity: null,
};
const reporter = new Reporter(
  { insertSamples: async () => {}, saveStatuses: async () => {}, addEvent: async () => {} },
  { flow: () => {}, report: () => {}, gone: () => {}, event: () => {} },
  systemClock,
  { info: () => {}, warn: (details, message) => console.error(message, details) },
);
const noFences: FenceStore = {
  addChannel: async () => {},
  usersOf: async () => null,
  markRemoved: async () => {},
  leftovers: async () => [],
  choose: async () => {},
};
let running: { shards: ShardReplicator[]; clients: RocketmqClient[]; gateway: TargetGateway } | undefined;
let runs = 0;

function definition(stream: number, resume: boolean): StreamDefinition {
  const queue = queueOf(stream);
  return {
    id: stream + 1,
    key: `0193a5c2-${stream}`,
    source: { ...queue, brokerName: SOURCE_BROKER },
    target: { ...queue, brokerName: TARGET_BROKER },
    filter: { type: 'NONE' },
    sourceClusterId: 'east',
    targetClusterId: 'west',
    epoch: runs,
    checkpoints: resume ? (ring.get(stream + 1) ?? [START]) : [START],
    gaps: [],
  };
}

/** @returns how long it took until all streams were proven and ran, ms */
async function start(pair: Pair, streams: number, resume: boolean): Promise<number> {
  runs += 1;
  const began = performance.now();
  const source = new RocketmqClient({ nameServers: [pair.source] });
  const target = new RocketmqClient({ nameServers: [pair.target] });
  const incarnation = { id: `run-${runs}`, producerGroup: `SCALE_${runs}` };
  const guard = { mayWrite: () => true };
  const users = new TargetUsers({
    client: target,
    clusterId: 'west',
    hasAccount: false,
    store: noFences,
    onTrouble: (what, error) => console.error(what, error),
  });
  const gateway = new TargetGateway({
    brokers: (brokerName) => new RocketmqTargetBroker(target, 'west', brokerName, users),
    incarnation,
    clock: systemClock,
    guard,
  });
  const budget = new MemoryBudget(128 * 1024 * 1024);
  const shards = Array.from({ length: SHARDS }, (_, index) => {
    const own = Array.from({ length: streams }, (_unused, stream) => stream).filter(
      (stream) => stream % SHARDS === index,
    );
    return new ShardReplicator({
      streams: own.map((stream) => definition(stream, resume)),
      source: new RocketmqQueueReader(source, { cluster: 'east', side: 'SOURCE', step: 'READ' }),
      target: new RocketmqQueueReader(target, { cluster: 'west', side: 'TARGET', step: 'RECOVER' }),
      gateway,
      predecessors: [],
      checkpoints,
      clock: systemClock,
      guard,
      observer: { event: (event) => console.error(event) },
      budget,
    });
  });
  running = { shards, clients: [source, target], gateway };
  for (const shard of shards) shard.start();
  while (shards.some((shard) => shard.report().phase !== 'RUNNING')) await sleep(100);
  return performance.now() - began;
}

async function stop(): Promise<void> {
  if (running === undefined) return;
  await Promise.all(running.shards.map((shard) => shard.stop()));
  await running.gateway.close();
  await Promise.all(running.clients.map((client) => client.close()));
  running = undefined;
}

async function memory(): Promise<Memory> {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await sleep(100);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed, external, rss };
}

/** As the worker's supervisor and its reporter do it, for as long as the process is measured. */
async function rest(seconds: number): Promise<Rest> {
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  const began = performance.now();
  const before = process.cpuUsage();
  let flushedAt = began;
  for (let tick = 1; performance.now() - began < seconds * 1_000; tick++) {
    running?.shards.forEach((shard, index) => {
      const assignment = { shardId: `${index}`, flowId: 'f', taskId: 't', index, epoch: 1, generation: 1 };
      reporter.report(assignment, shard.report());
    });
    if (performance.now() - flushedAt >= FLUSH_EVERY_MS) {
      flushedAt += FLUSH_EVERY_MS;
      await reporter.flush();
    }
    await sleep(Math.max(0, began + tick * REPORT_EVERY_MS - performance.now()));
  }
  const { user, system } = process.cpuUsage(before);
  const took = (performance.now() - began) * 1_000;
  delays.disable();
  return { core: (user + system) / took, longestBlockMs: delays.max / 1e6, memory: await memory() };
}

serveTasks<EngineTask>(async (task) => {
  switch (task.do) {
    case 'START':
      return start(task.pair, task.streams, task.resume);
    case 'STOP':
      return stop();
    case 'REST':
      return rest(task.seconds);
  }
});
