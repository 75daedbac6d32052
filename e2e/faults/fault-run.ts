import type { RocketmqClient } from '@slipstream/rocketmq-remoting';
import { waitFor, type RocketmqCluster } from '@slipstream/stack';
import { checkTopic, countMessages, type CheckReport } from '../support/checker.ts';
import type { Deployment } from '../support/deployment.ts';
import { preload } from '../support/load.ts';

/** What is killed by SIGKILL in the middle of a copy. */
export const FAULTS = ['worker', 'postgres', 'target-broker'] as const;
export type Fault = (typeof FAULTS)[number];

/** Everything that a run needs, started once for many runs. */
export interface FaultBench {
  deployment: Deployment;
  sourceClient: RocketmqClient;
  target: RocketmqCluster;
  targetClient: RocketmqClient;
  sourceClusterId: string;
  targetClusterId: string;
}

/** One run's outcome. */
export interface FaultOutcome {
  fault: Fault;
  topic: string;
  /** Messages at the target when the kill came. */
  killedAt: number;
  /** From the kill to the next new message at the target, ms. */
  resumedAfterMs: number;
  report: CheckReport;
}

/**
 * Copies `messages` messages, kills one process by SIGKILL when about `fraction` of them are at the target, lets the
 * system recover by itself (the launcher restarts worker and PostgreSQL; the broker is restarted here, as its operator
 * would), and compares both clusters.
 */
export async function runFault(
  bench: FaultBench,
  fault: Fault,
  topic: string,
  messages: number,
  fraction: number,
): Promise<FaultOutcome> {
  const { deployment, sourceClient, targetClient } = bench;
  await preload(sourceClient, { topic, queues: 8, messages, bodyBytes: 512 });
  const task = await deployment.api.createTask({
    name: topic,
    level: 'TOPIC',
    sourceClusterId: bench.sourceClusterId,
    targetClusterId: bench.targetClusterId,
    routes: [{ sourceTopic: topic, targetTopic: topic, filter: { type: 'NONE' } }],
  });
  const copied = (): Promise<number> => countMessages(targetClient, topic).catch(() => 0);
  await waitFor(async () => (await copied()) >= messages * fraction, {
    timeoutMs: 120_000,
    what: `${fraction} of ${topic}`,
    intervalMs: 20,
  });
  const killedAt = await copied();
  const killTime = performance.now();
  if (fault === 'target-broker') {
    await bench.target.killBroker(0, 'SIGKILL');
    await bench.target.restartBroker(0);
  } else {
    deployment.kill(fault === 'worker' ? 'worker-1' : 'postgres');
  }
  // What was on the wire or not yet dispatched shows a moment later; progress is what comes after that.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const atResume = await copied();
  await waitFor(async () => (await copied()) > atResume, {
    timeoutMs: 180_000,
    what: `${topic} to go on`,
    intervalMs: 20,
  });
  const resumedAfterMs = Math.round(performance.now() - killTime);
  await waitFor(async () => (await copied()) >= messages, {
    timeoutMs: 180_000,
    what: `${topic} to be complete`,
  });
  // A duplicate would come now: give a late batch the time to land.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const report = await checkTopic(sourceClient, targetClient, topic);
  await deployment.api.post(`/tasks/${task.id}/stop`);
  await waitFor(async () => (await deployment.api.task(task.id)).status.state === 'STOPPED', {
    timeoutMs: 60_000,
    what: `${topic} to stop`,
  });
  await deployment.api.delete(`/tasks/${task.id}`);
  return { fault, topic, killedAt, resumedAfterMs, report };
}
