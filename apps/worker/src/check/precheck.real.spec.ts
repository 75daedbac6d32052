import { openQuestion, runPrecheck } from '@slipstream/replication/precheck';
import { DEFAULT_CONSUMER_GROUP, RocketmqClient, type Credentials } from '@slipstream/rocketmq-remoting';
import { worstResult, type CheckLine } from '@slipstream/shared';
import { startRocketmq, waitFor, type RocketmqCluster } from '@slipstream/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RemotingCheckClients } from './remoting-check-clients.js';

const ADMIN = { accessKey: 'check-admin', secretKey: 'check-admin-secret', admin: true } as const;
const DENIED = { accessKey: 'check-denied', secretKey: 'check-denied-secret', denied: true } as const;

describe.each(['4.9.7', '5.5.0'] as const)(
  'C-04: pre-check of a cluster with access control, RocketMQ %s',
  (version) => {
    let cluster: RocketmqCluster;

    beforeAll(async () => {
      cluster = await startRocketmq({ version, name: 'checked', acl: [ADMIN, DENIED] });
      const client = new RocketmqClient({ nameServers: [cluster.nameServer], credentials: ADMIN });
      const broker = cluster.brokers[0]?.name ?? '';
      await client.createTopic(broker, {
        topicName: 'checked-orders',
        readQueueNums: 1,
        writeQueueNums: 1,
        perm: 6,
      });
      // As where a task has copied before: without its group, nothing may be pulled to see whether that is allowed.
      await client.putConsumerGroup(broker, {
        groupName: DEFAULT_CONSUMER_GROUP,
        settings: { consumeEnable: true, retryQueueNums: 1, retryMaxTimes: 16, brokerId: 0 },
      });
      // In its first second a 4.x broker has no figures yet, and answers with a NoSuchElementException.
      await waitFor(() => client.runtimeInfo(broker).then(Boolean, () => false), {
        timeoutMs: 10_000,
        what: 'figures of the broker',
      });
      await client.close();
    });
    afterAll(() => cluster?.stop());

    const check = async (credentials?: Credentials): Promise<CheckLine[]> => {
      const lines: CheckLine[] = [];
      const question = openQuestion(
        {
          kind: 'CLUSTER',
          known: [],
          cluster: {
            name: 'checked',
            nameServers: [cluster.nameServer],
            addressMap: [],
            accessKey: credentials?.accessKey ?? null,
            secretKeyCipher: credentials?.secretKey ?? null,
          },
        },
        (cipher) => cipher,
      );
      await runPrecheck(question, {
        clients: new RemotingCheckClients(),
        now: () => Date.now(),
        signal: AbortSignal.timeout(30_000),
        tell: (more) => void lines.push(...more),
      });
      return lines;
    };
    const findings = (lines: readonly CheckLine[]): string[] =>
      lines.filter(({ result }) => result === 'FAIL').map(({ finding }) => finding);

    it('passes with an administrator’s key', async () => {
      const lines = await check(ADMIN);
      expect(worstResult(lines)).not.toBe('FAIL');
      expect(lines.map(({ finding }) => finding)).toEqual(
        expect.arrayContaining(['ACL_ACCEPTED', 'MAY_CREATE', 'VERSION_SUPPORTED', 'CLOCK_AGREES']),
      );
    });

    it.each([
      ['no key', undefined, 'CREDENTIALS_NEEDED'],
      ['a wrong secret', { ...ADMIN, secretKey: 'a-canary-secret' }, 'CREDENTIALS_REFUSED'],
      [
        'a key that nobody knows',
        { accessKey: 'nobody-here', secretKey: 'a-canary-secret' },
        'CREDENTIALS_REFUSED',
      ],
      ['an account that may do nothing', DENIED, 'RIGHT_MISSING'],
    ])('fails with %s, in the broker’s own words and without the secret', async (_, credentials, finding) => {
      const lines = await check(credentials);
      expect(findings(lines)).toEqual([finding]);
      expect(lines.find((line) => line.finding === finding)?.said).not.toBe('');
      expect(JSON.stringify(lines)).not.toContain('canary');
    });
  },
);
