import { mapBounded, isSystemTopic } from '@slipstream/shared';
import {
  isAuthenticationError,
  isPermissionError,
  mapAddress,
  type AddressRule,
  type ClusterInfo,
} from '@slipstream/rocketmq-remoting';
import type { ClusterClient, ClusterClients, ClusterConnection } from '../cluster-connection.js';
import { explainClusterError } from '../explain-error.js';
import {
  compareVersions,
  formatVersion,
  hasKnownHole,
  OLDEST_SUPPORTED,
  parseBrokerVersion,
} from './broker-version.js';
import { CLUSTER_CHECKS, type ClusterCheckLine } from './check.js';

const PARALLEL = 8;
const FIX_NAME_SERVER = 'Check the address, and that this machine can reach it.';
const FIX_ADDRESS =
  'Set brokerIP1 of this broker to an address that this machine and the workers can reach, or map its address in the address map of the cluster; check firewalls.';
const FIX_CREDENTIALS = 'Give a valid AccessKey and SecretKey of an account that the brokers know.';
const FIX_ACL_NEEDED = 'Turn ACL on and give an AccessKey and SecretKey.';
const FIX_RIGHTS = 'Grant the account the right that the broker names.';

/** Looks at a cluster without changing anything there, and says line by line what is well and what to do (C-04). */
export class ClusterTester {
  constructor(private readonly clients: ClusterClients) {}

  /** @param signal ends the test early; what is not checked by then fails with that reason */
  async test(connection: ClusterConnection, signal: AbortSignal): Promise<ClusterCheckLine[]> {
    const nameServers = await this.checkNameServers(connection, signal);
    if (nameServers.info === undefined) return nameServers.lines;
    const { info } = nameServers;
    const client = this.clients.open(connection);
    try {
      const ownNames = namesOf(info);
      const lines = await mapBounded([...info.brokers], PARALLEL, async ([name, { addresses }]) => [
        ...(await this.checkAddresses(name, addresses, connection.addressMap, signal)),
        ...(await checkBroker(client, name, connection.credentials !== undefined, ownNames, signal)),
      ]);
      return [...nameServers.lines, ...lines.flat().toSorted(byCheck)];
    } finally {
      await client.close();
    }
  }

  private async checkNameServers(
    connection: ClusterConnection,
    signal: AbortSignal,
  ): Promise<{ lines: ClusterCheckLine[]; info: ClusterInfo | undefined }> {
    const answers = await mapBounded(connection.nameServers, PARALLEL, async (address) => {
      const client = this.clients.open({ ...connection, nameServers: [address] });
      try {
        return { address, info: await client.clusterInfo({ signal }) };
      } catch (error) {
        return { address, said: explainClusterError(error) };
      } finally {
        await client.close();
      }
    });
    const info = answers.find((answer) => answer.info !== undefined && answer.info.brokers.size > 0)?.info;
    const lines = answers.map((answer): ClusterCheckLine => {
      const line = { check: 'NAME_SERVER' as const, subject: answer.address };
      if (answer.info === undefined) {
        const result = info === undefined ? 'FAIL' : 'WARN';
        return { ...line, result, said: answer.said ?? '', fix: FIX_NAME_SERVER };
      }
      const brokers = answer.info.brokers.size;
      if (brokers > 0)
        return {
          ...line,
          result: 'PASS',
          said: `${brokers} brokers: ${[...answer.info.brokers.keys()].join(', ')}`,
          fix: '',
        };
      const fix = 'Start a broker that registers with this Name Server.';
      return { ...line, result: info === undefined ? 'FAIL' : 'WARN', said: 'No broker is registered.', fix };
    });
    return { lines, info };
  }

  private checkAddresses(
    name: string,
    addresses: ReadonlyMap<number, string>,
    addressMap: readonly AddressRule[],
    signal: AbortSignal,
  ): Promise<ClusterCheckLine[]> {
    return mapBounded([...addresses], PARALLEL, async ([id, address]): Promise<ClusterCheckLine> => {
      const line = { check: 'BROKER' as const, subject: `${name} ${address}` };
      const reached = mapAddress(addressMap, address);
      const role = id === 0 ? 'master' : `slave ${id}`;
      try {
        await this.clients.reach(reached, signal);
        const said = reached === address ? role : `${role}, reached at ${reached}`;
        return { ...line, result: 'PASS', said, fix: '' };
      } catch (error) {
        // Only masters are read from and written to.
        return {
          ...line,
          result: id === 0 ? 'FAIL' : 'WARN',
          said: explainClusterError(error),
          fix: FIX_ADDRESS,
        };
      }
    });
  }
}

async function checkBroker(
  client: ClusterClient,
  broker: string,
  aclEnabled: boolean,
  ownNames: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ClusterCheckLine[]> {
  try {
    const [runtime, config, topics] = await Promise.all([
      client.runtimeInfo(broker, { signal }),
      client.brokerConfig(broker, { signal }),
      client.topicConfigs(broker, { signal }),
    ]);
    const own = [...topics.topics.values()].filter((topic) => !isSystemTopic(topic.topicName, ownNames));
    const queues = own.reduce((sum, topic) => sum + topic.readQueueNums, 0);
    const counts = `${own.length} topics with ${queues} queues, ${topics.topics.size - own.length} system topics`;
    return [
      versionLine(broker, runtime.get('brokerVersionDesc') ?? ''),
      await rightsLine(client, broker, aclEnabled, config, own[0]?.topicName, signal),
      filterLine(broker, config),
      { check: 'TOPICS', result: 'PASS', subject: broker, said: counts, fix: '' },
    ];
  } catch (error) {
    const fix = aclEnabled ? FIX_CREDENTIALS : FIX_ACL_NEEDED;
    if (isAuthenticationError(error))
      return [{ check: 'ACL', result: 'FAIL', subject: broker, said: explainClusterError(error), fix }];
    if (isPermissionError(error))
      return [
        { check: 'ACL', result: 'FAIL', subject: broker, said: explainClusterError(error), fix: FIX_RIGHTS },
      ];
    return [
      {
        check: 'BROKER',
        result: 'FAIL',
        subject: broker,
        said: explainClusterError(error),
        fix: FIX_ADDRESS,
      },
    ];
  }
}

function versionLine(broker: string, text: string): ClusterCheckLine {
  const line = { check: 'VERSION' as const, subject: broker };
  const version = parseBrokerVersion(text);
  if (version === undefined)
    return { ...line, result: 'WARN', said: text, fix: 'Use an Apache RocketMQ version from 4.4.0 on.' };
  const said = formatVersion(version);
  if (compareVersions(version, OLDEST_SUPPORTED) < 0)
    return { ...line, result: 'FAIL', said, fix: 'Update the broker to 4.4.0 or later.' };
  if (hasKnownHole(version)) {
    return {
      ...line,
      result: 'WARN',
      said: `${said} has known security holes (CVE-2023-33246)`,
      fix: 'Update to 4.9.7, 5.1.2 or later.',
    };
  }
  return { ...line, result: 'PASS', said, fix: '' };
}

/** Reading an offset range is harmless, and of 5.x brokers it asks for a right on the topic. */
async function rightsLine(
  client: ClusterClient,
  broker: string,
  aclEnabled: boolean,
  config: ReadonlyMap<string, string>,
  topic: string | undefined,
  signal: AbortSignal,
): Promise<ClusterCheckLine> {
  const line = { check: 'ACL' as const, subject: broker };
  try {
    if (topic !== undefined) await client.range({ topic, brokerName: broker, queueId: 0 }, { signal });
  } catch (error) {
    if (isAuthenticationError(error) || isPermissionError(error)) {
      return { ...line, result: 'FAIL', said: explainClusterError(error), fix: FIX_RIGHTS };
    }
    return {
      ...line,
      result: 'WARN',
      said: explainClusterError(error),
      fix: 'Try again; the broker did not answer a harmless question.',
    };
  }
  const checked = config.get('aclEnable') === 'true' || config.get('authenticationEnabled') === 'true';
  if (!aclEnabled) return { ...line, result: 'PASS', said: 'The broker asks for no credentials.', fix: '' };
  if (checked) return { ...line, result: 'PASS', said: 'The broker takes the credentials.', fix: '' };
  return {
    ...line,
    result: 'WARN',
    said: 'The broker does not check credentials.',
    fix: 'Turn ACL off here, or on at the broker.',
  };
}

function filterLine(broker: string, config: ReadonlyMap<string, string>): ClusterCheckLine {
  const enabled = config.get('enablePropertyFilter') === 'true';
  return {
    check: 'PROPERTY_FILTER',
    result: enabled ? 'PASS' : 'WARN',
    subject: broker,
    said: `enablePropertyFilter=${enabled}`,
    fix: enabled
      ? ''
      : 'Set enablePropertyFilter=true on the broker if a route of this source has an SQL-92 filter.',
  };
}

function namesOf(info: ClusterInfo): ReadonlySet<string> {
  return new Set([...info.clusters.keys(), ...info.brokers.keys()]);
}

function byCheck(a: ClusterCheckLine, b: ClusterCheckLine): number {
  return CLUSTER_CHECKS.indexOf(a.check) - CLUSTER_CHECKS.indexOf(b.check);
}
