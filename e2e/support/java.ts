import { join } from 'node:path';
import { repositoryRoot, type RocketmqCluster } from '@slipstream/stack';

/** What RocketMQ's own Java producer is to send. */
export interface JavaLoad {
  topic: string;
  count: number;
  /** Messages per second; 0 is as fast as it goes. */
  rate?: number;
  bodyBytes?: number;
  queues?: number;
  startIndex?: number;
}

const PRODUCE = join(repositoryRoot, 'tools/stack/java/Produce.java');

/** Starts RocketMQ's own Java client as a producer; `done` settles when it has sent everything. */
export function startJavaProducer(
  cluster: RocketmqCluster,
  load: JavaLoad,
): { done: Promise<void>; stop: () => Promise<void> } {
  const run = cluster.java(
    PRODUCE,
    [
      cluster.nameServer,
      load.topic,
      load.count,
      load.rate ?? 0,
      load.bodyBytes ?? 256,
      load.queues ?? 8,
      load.startIndex ?? 0,
    ].map(String),
  );
  const done = run.done.then(({ code, stdout, stderr }) => {
    if (code !== 0)
      throw new Error(`the Java producer ended with ${code}: ${stderr.slice(-2000)} ${stdout.slice(-500)}`);
  });
  return {
    done,
    async stop() {
      done.catch(() => undefined);
      await run.stop();
    },
  };
}

/** Sends with RocketMQ's own Java client and waits until all is acknowledged. */
export function produceWithJava(cluster: RocketmqCluster, load: JavaLoad): Promise<void> {
  return startJavaProducer(cluster, load).done;
}
