import { ResponseError, type AddressRule } from '@slipstream/rocketmq-remoting';
import { describe, expect, it } from 'vitest';
import { FakeClusterClients, type FakeBroker } from '../../testing/fake-cluster-clients.js';
import { worstResult, type ClusterCheckLine } from './check.js';
import { ClusterTester } from './cluster-tester.js';

const credentials = { accessKey: 'ak', secretKey: 'canary-secret' };
const answer = (responseCode: number, remark: string) =>
  new ResponseError({ address: 'a:1', requestCode: 28, responseCode, remark });

async function test(
  brokers: Record<string, FakeBroker>,
  p: { acl?: boolean; dead?: string[]; addressMap?: AddressRule[] } = {},
): Promise<ClusterCheckLine[]> {
  const clients = new FakeClusterClients(brokers, p.dead);
  const { addressMap = [] } = p;
  const connection = {
    nameServers: ['ns1:9876', 'ns2:9876'],
    addressMap,
    ...(p.acl === true ? { credentials } : {}),
  };
  const lines = await new ClusterTester(clients).test(connection, AbortSignal.timeout(5000));
  expect(clients.closed).toBe(clients.opened.length);
  return lines;
}

const brief = (lines: ClusterCheckLine[]) =>
  lines.map((line) => `${line.check} ${line.result} ${line.subject}`);
const good: FakeBroker = {
  config: { enablePropertyFilter: 'true' },
  topics: { orders: 8, rmq_sys_x: 1, 'fake-cluster': 1 },
};

describe('connection test (C-04)', () => {
  it('of a good cluster passes every line', async () => {
    const lines = await test({ b1: good });
    expect(brief(lines)).toEqual([
      'NAME_SERVER PASS ns1:9876',
      'NAME_SERVER PASS ns2:9876',
      'BROKER PASS b1 b1:10911',
      'VERSION PASS b1',
      'ACL PASS b1',
      'PROPERTY_FILTER PASS b1',
      'TOPICS PASS b1',
    ]);
    expect(lines.at(-1)?.said).toBe('1 topics with 8 queues, 2 system topics');
    expect(worstResult(lines)).toBe('PASS');
  });

  it('warns of one dead Name Server, fails when all are', async () => {
    expect(brief(await test({ b1: good }, { dead: ['ns1:9876'] })).slice(0, 2)).toEqual([
      'NAME_SERVER WARN ns1:9876',
      'NAME_SERVER PASS ns2:9876',
    ]);
    expect(brief(await test({ b1: good }, { dead: ['ns1:9876', 'ns2:9876'] }))).toEqual([
      'NAME_SERVER FAIL ns1:9876',
      'NAME_SERVER FAIL ns2:9876',
    ]);
  });

  it('fails when no broker is registered', async () => {
    expect(brief(await test({}))).toEqual(['NAME_SERVER FAIL ns1:9876', 'NAME_SERVER FAIL ns2:9876']);
  });

  it('names the broker whose advertised address is not reachable, and brokerIP1', async () => {
    const lines = await test({ b1: good, b2: { ...good, unreachable: true } });
    const line = lines.find((candidate) => candidate.result === 'FAIL');
    expect(line?.subject).toBe('b2 b2:10911');
    expect(line?.fix).toContain('brokerIP1');
  });

  it('reaches a broker at the address of the map, and says so', async () => {
    const addressMap = [{ from: 'b2', to: 'b1' }];
    const lines = await test({ b1: good, b2: { ...good, unreachable: true } }, { addressMap });
    expect(lines.filter((line) => line.check === 'BROKER')).toEqual([
      { check: 'BROKER', result: 'PASS', subject: 'b1 b1:10911', said: 'master', fix: '' },
      {
        check: 'BROKER',
        result: 'PASS',
        subject: 'b2 b2:10911',
        said: 'master, reached at b1:10911',
        fix: '',
      },
    ]);
  });

  it('tells wrong credentials from missing ones, in the words of the broker', async () => {
    const wrong = answer(
      1,
      'org.apache.rocketmq.acl.common.AclException: Check signature failed for accessKey=ak',
    );
    const lines = await test({ b1: { error: wrong } }, { acl: true });
    const acl = lines.find((line) => line.check === 'ACL');
    expect(acl).toMatchObject({ result: 'FAIL', said: wrong.remark });
    expect(acl?.fix).toContain('valid AccessKey');
    const missing = await test({ b1: { error: answer(16, 'username cannot be null.') } });
    expect(missing.find((line) => line.check === 'ACL')?.fix).toContain('Turn ACL on');
  });

  it('fails on a right that is missing', async () => {
    const rangeError = answer(
      16,
      'User:ak has no permission to access Topic:orders from x, no matched policies.',
    );
    const lines = await test({ b1: { ...good, rangeError } }, { acl: true });
    expect(lines.find((line) => line.check === 'ACL')).toMatchObject({
      result: 'FAIL',
      said: rangeError.remark,
    });
  });

  it('warns when the broker does not check the credentials it is given', async () => {
    expect((await test({ b1: good }, { acl: true })).find((line) => line.check === 'ACL')?.result).toBe(
      'WARN',
    );
    const checked = await test({ b1: { ...good, config: { aclEnable: 'true' } } }, { acl: true });
    expect(checked.find((line) => line.check === 'ACL')?.result).toBe('PASS');
  });

  it.each([
    ['V4_3_0', 'FAIL'],
    ['V4_9_4', 'WARN'],
    ['V4_9_7', 'PASS'],
    ['?', 'WARN'],
  ])('judges version %s: %s', async (version, result) => {
    expect((await test({ b1: { ...good, version } })).find((line) => line.check === 'VERSION')?.result).toBe(
      result,
    );
  });

  it('warns when SQL-92 filters are off', async () => {
    const line = (await test({ b1: { topics: {} } })).find(
      (candidate) => candidate.check === 'PROPERTY_FILTER',
    );
    expect(line).toMatchObject({ result: 'WARN' });
    expect(line?.fix).toContain('enablePropertyFilter=true');
  });

  it('never tells the secret', async () => {
    expect(
      JSON.stringify(await test({ b1: good, b2: { error: answer(1, 'x') } }, { acl: true })),
    ).not.toContain('canary');
  });
});
