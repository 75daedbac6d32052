import { join } from 'node:path';
import { ApiClient } from './demo/api-client.ts';
import { takeDemoFolder } from './demo/demo-folder.ts';
import { runLauncher } from './launcher/run-launcher.ts';
import { newPassword } from './launcher/secrets.ts';
import { startSlipstream, type LauncherContext } from './launcher/start-slipstream.ts';
import { StopList } from './launcher/shutdown.ts';
import { repositoryRoot } from './paths.ts';
import { hasRocketmqJars, rocketmqJars } from './rocketmq/jars.ts';
import { startRocketmq, type RocketmqCluster } from './rocketmq/start-rocketmq.ts';
import type { RocketmqVersion } from './rocketmq/versions.ts';
import { waitFor } from './wait.ts';

const MESSAGES_PER_SECOND = 50;
const FIRST_MESSAGE_MS = 120_000;

async function startCluster(
  { folder, progress }: LauncherContext,
  clusters: StopList,
  version: RocketmqVersion,
  name: string,
): Promise<RocketmqCluster> {
  if (!hasRocketmqJars(version)) {
    await progress.during(`fetching RocketMQ ${version} by Maven (first time only)`, () =>
      rocketmqJars(version),
    );
  }
  return progress.during(`RocketMQ ${version}, the ${name} cluster`, async () => {
    const cluster = await startRocketmq({
      version,
      name,
      dir: join(folder.dir, `rocketmq-${name}`),
      heapMb: 384,
    });
    // The demo's data is not kept, so there is nothing to end in order.
    clusters.add(`the ${name} cluster`, () => cluster.stop('SIGKILL'));
    return cluster;
  });
}

async function startSource(context: LauncherContext, clusters: StopList): Promise<RocketmqCluster> {
  const source = await startCluster(context, clusters, '4.9.7', 'source');
  const generator = source.java(join(repositoryRoot, 'tools/stack/java/DemoTraffic.java'), [
    source.nameServer,
    String(MESSAGES_PER_SECOND),
  ]);
  clusters.add('the generator', () => generator.stop());
  void generator.done.then((result) => {
    if (result.code !== 143 && result.code !== 130) {
      context.progress.say(
        `the generator ended (exit code ${result.code ?? result.signal}): ${result.stderr.trim()}`,
      );
    }
  });
  return source;
}

async function firstMessage(client: ApiClient, taskId: string): Promise<void> {
  await waitFor(
    async () => {
      const { state, reason, sent } = await client.taskStatus(taskId);
      if (state === 'START_FAILED' || state === 'FAILED') {
        return { failed: `${state}: ${JSON.stringify(reason)}` };
      }
      return sent > 0 && { failed: undefined };
    },
    { timeoutMs: FIRST_MESSAGE_MS, what: 'the first replicated message' },
  ).then(({ failed }) => {
    if (failed !== undefined) {
      throw new Error(`the task "demo" does not run, ${failed}`);
    }
  });
}

await runLauncher(
  '.demo',
  async (context) => {
    const { progress, settings } = context;
    progress.say(`a fresh demo in ${context.folder.dir}; what an earlier demo left there is gone`);
    const password = settings.adminPassword ?? newPassword();
    const ownDatabase = {
      ...context,
      settings: { ...settings, adminPassword: password, databaseUrl: undefined },
    };
    // Added first, so stopped last: a worker ends in order only while its clusters answer.
    const clusters = new StopList();
    context.stopList.add('the clusters', () => clusters.stopAll((text) => progress.say(text)));
    const [slipstream, source, target] = await Promise.all([
      startSlipstream(ownDatabase),
      startSource(context, clusters),
      startCluster(context, clusters, '5.5.0', 'target'),
    ]);
    const client = new ApiClient(slipstream.url);
    await client.login('admin', password);
    const sourceId = await client.createCluster({
      name: 'source-4-9',
      clusterId: 'source49',
      nameServers: source.nameServer,
    });
    const targetId = await client.createCluster({
      name: 'target-5-5',
      clusterId: 'target55',
      nameServers: target.nameServer,
    });
    await progress.during('task "demo", until its first message has crossed', async () => {
      await firstMessage(client, await client.createClusterTask('demo', sourceId, targetId));
    });
    console.log(
      [
        '',
        `  Slipstream demo: ${slipstream.url}`,
        `  user admin, password ${password}`,
        '',
        `  source cluster (RocketMQ 4.9.7), Name Server ${source.nameServer}`,
        `  target cluster (RocketMQ 5.5.0), Name Server ${target.nameServer}`,
        `  first message replicated ${progress.seconds} s after the start`,
        '',
        '  Ctrl-C stops everything',
        '',
      ].join('\n'),
    );
  },
  (settings, say) => takeDemoFolder(settings.dataDir, say),
);
