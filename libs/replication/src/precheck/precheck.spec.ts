import {
  sortLines,
  worstResult,
  type AddressMapEntry,
  type CheckLine,
  type TaskSpec,
} from '@slipstream/shared';
import { describe, expect, it } from 'vitest';
import {
  FakeCheckClients,
  FakeRefusal,
  type FakeCheckedBroker,
  type FakeCheckedCluster,
} from '../testing/fake-check-clients.js';
import { openQuestion, sealQuestion, type CheckQuestion } from './question.js';
import { runPrecheck } from './run-precheck.js';

const NOW = 5_000_000;
const credentials = { accessKey: 'ak', secretKey: 'canary-secret' };
const good: FakeCheckedBroker = {
  config: { enablePropertyFilter: 'true' },
  topics: { orders: 8, payments: 4, rmq_sys_x: 1, fake: 1 },
  groups: ['billing', 'CID_RMQ_SYS_X'],
};

async function check(
  question: CheckQuestion,
  clusters: Record<string, FakeCheckedCluster>,
  dead: string[] = [],
): Promise<{ lines: CheckLine[]; clients: FakeCheckClients }> {
  const clients = new FakeCheckClients(clusters, () => NOW, dead);
  const lines: CheckLine[] = [];
  await runPrecheck(question, {
    clients,
    now: () => NOW,
    signal: AbortSignal.timeout(5_000),
    tell: (more) => void lines.push(...more),
  });
  expect(clients.closed).toBe(clients.opened);
  expect(JSON.stringify(lines)).not.toContain('canary');
  return { lines: sortLines(lines), clients };
}

async function ofCluster(
  brokers: Record<string, FakeCheckedBroker>,
  p: { acl?: boolean; dead?: string[]; nameServers?: string[]; addressMap?: AddressMapEntry[] } = {},
): Promise<CheckLine[]> {
  const nameServers = p.nameServers ?? ['ns1:9876'];
  const { addressMap = [] } = p;
  const connection = { nameServers, addressMap, ...(p.acl === true ? { credentials } : {}) };
  const clusters = Object.fromEntries(nameServers.map((address) => [address, { brokers }]));
  const question = { kind: 'CLUSTER', known: [], cluster: { name: 'c', connection } } as const;
  return (await check(question, clusters, p.dead)).lines;
}

const brief = (lines: readonly CheckLine[]) =>
  lines.map(({ finding, result, subject }) => `${finding} ${result} ${subject}`.trim());
const found = (lines: readonly CheckLine[], checked: CheckLine['check']) =>
  lines.find((line) => line.check === checked);

describe('pre-check of a cluster (C-04)', () => {
  it('of a good one passes every line', async () => {
    const lines = await ofCluster({ b1: good }, { nameServers: ['ns1:9876', 'ns2:9876'] });
    expect(brief(lines)).toEqual([
      'NAME_SERVER_ANSWERS PASS ns1:9876',
      'NAME_SERVER_ANSWERS PASS ns2:9876',
      'MASTER_REACHED PASS b1 b1:10911',
      'VERSION_SUPPORTED PASS b1',
      'CLOCK_AGREES PASS b1',
      'ACL_NOT_USED PASS b1',
      'MAY_CREATE PASS b1',
      'PROPERTY_FILTER_ON PASS b1',
      'TOPICS_COUNTED PASS',
      'GROUPS_COUNTED PASS',
    ]);
    expect(found(lines, 'TOPICS')?.values).toEqual({ topics: 2, queues: 12, systemTopics: 2 });
    expect(found(lines, 'GROUPS')?.values).toEqual({ groups: 1 });
    expect(worstResult(lines)).toBe('PASS');
  });

  it('warns of one dead Name Server, fails when all are', async () => {
    const nameServers = ['ns1:9876', 'ns2:9876'];
    expect(brief(await ofCluster({ b1: good }, { nameServers, dead: ['ns1:9876'] })).slice(0, 2)).toEqual([
      'NAME_SERVER_SPARE_SILENT WARN ns1:9876',
      'NAME_SERVER_ANSWERS PASS ns2:9876',
    ]);
    expect(brief(await ofCluster({ b1: good }, { nameServers, dead: nameServers }))).toEqual([
      'NAME_SERVER_SILENT FAIL ns1:9876',
      'NAME_SERVER_SILENT FAIL ns2:9876',
    ]);
  });

  it('fails when no broker is registered', async () => {
    expect(brief(await ofCluster({}))).toEqual(['NO_BROKER FAIL ns1:9876']);
  });

  it('names the broker whose advertised address cannot be reached, and brokerIP1 as the fix', async () => {
    const lines = await ofCluster({ b1: good, b2: good }, { dead: ['b2:10911'] });
    expect(lines.filter(({ result }) => result === 'FAIL')).toMatchObject([
      { finding: 'MASTER_UNREACHABLE', subject: 'b2 b2:10911', fix: 'FIX_ADDRESS' },
    ]);
    expect(found(lines, 'TOPICS')?.values).toMatchObject({ topics: 2, queues: 12 });
  });

  it('reaches a broker at the address of the map, and says so', async () => {
    const addressMap = [{ from: 'b1:10911', to: 'gate:1' }];
    const line = found(await ofCluster({ b1: good }, { addressMap, dead: ['b1:10911'] }), 'BROKER');
    expect(line).toMatchObject({
      finding: 'MASTER_REACHED_AT',
      subject: 'b1 b1:10911',
      values: { at: 'gate:1' },
    });
  });

  it('only warns of a slave that cannot be reached, and fails without a master', async () => {
    const slave = { ...good, addresses: { 0: 'm:1', 1: 's:1' } };
    expect(brief(await ofCluster({ b1: slave }, { dead: ['s:1'] }))).toContain(
      'SLAVE_UNREACHABLE WARN b1 s:1',
    );
    const orphan = await ofCluster({ b1: { ...good, addresses: { 1: 's:1' } } });
    expect(brief(orphan)).toContain('NO_MASTER FAIL b1');
  });

  it.each([
    ['WHO', true, 'CREDENTIALS_REFUSED', 'GIVE_CREDENTIALS'],
    ['WHO', false, 'CREDENTIALS_NEEDED', 'TURN_ACL_ON'],
    ['RIGHT', true, 'RIGHT_MISSING', 'GRANT_RIGHT'],
    ['OTHER', true, 'BROKER_SILENT', 'LOOK_AT_BROKER'],
  ] as const)(
    'a broker that refuses %s (ACL %s) is %s, in its own words',
    async (kind, acl, finding, fix) => {
      const error = new FakeRefusal(kind, 'Check signature failed for accessKey=ak');
      const lines = await ofCluster({ b1: { error } }, { acl });
      expect(lines.find((line) => line.finding === finding)).toMatchObject({
        result: 'FAIL',
        said: error.message,
        fix,
      });
    },
  );

  it('fails on a right to read that is missing', async () => {
    const readError = new FakeRefusal('RIGHT', 'User:ak has no permission to access Topic:orders');
    const lines = await ofCluster({ b1: { ...good, readError } }, { acl: true });
    expect(found(lines, 'ACL')).toMatchObject({ finding: 'RIGHT_MISSING', said: readError.message });
  });

  it('pulls only where the consumer group is there already: nothing is made', async () => {
    const connection = { nameServers: ['ns1:9876'], addressMap: [] };
    const question = { kind: 'CLUSTER', known: [], cluster: { name: 'c', connection } } as const;
    const pulls = async (groups: string[]) =>
      (await check(question, { 'ns1:9876': { brokers: { b1: { ...good, groups } } } })).clients.pulls;
    expect(await pulls([])).toBe(0);
    expect(await pulls(['CID_RMQ_SYS_REPLICATOR'])).toBe(1);
  });

  it('warns when the broker does not check the credentials it is given', async () => {
    expect(found(await ofCluster({ b1: good }, { acl: true }), 'ACL')?.finding).toBe('ACL_UNCHECKED');
    const checked = { ...good, config: { aclEnable: 'true' } };
    expect(found(await ofCluster({ b1: checked }, { acl: true }), 'ACL')?.finding).toBe('ACL_ACCEPTED');
  });

  const plain = { aclEnable: 'true' };
  const auth = { authenticationEnabled: 'true', authorizationEnabled: 'true' };
  it.each<[string, FakeCheckedBroker, string]>([
    ['an admin of 4.x', { config: plain, plainAccounts: [{ accessKey: 'ak', admin: true }] }, 'MAY_CREATE'],
    [
      'no admin of 4.x',
      { config: plain, plainAccounts: [{ accessKey: 'ak', admin: false }] },
      'MAY_NOT_CREATE',
    ],
    ['an account that 4.x hides', { config: plain }, 'CREATING_UNSEEN'],
    ['a super user of 5.x', { config: auth, userType: 'Super' }, 'MAY_CREATE'],
    ['a user without a policy', { config: auth, userType: 'Normal' }, 'MAY_NOT_CREATE'],
    [
      'a user with the right',
      {
        config: auth,
        userType: 'Normal',
        policies: [{ resource: 'Topic:*', actions: ['Pub', 'Create'], decision: 'Allow' }],
      },
      'MAY_CREATE',
    ],
    [
      'a user who may not look',
      { config: auth, accountsError: new FakeRefusal('RIGHT', 'no') },
      'CREATING_UNSEEN',
    ],
    ['anybody without authorisation', { config: { authenticationEnabled: 'true' } }, 'MAY_CREATE'],
    ['a broker closed for writing', { config: { brokerPermission: '4' } }, 'WRITING_FORBIDDEN'],
  ])('%s: %s', async (_who, broker, finding) => {
    expect(found(await ofCluster({ b1: { topics: {}, ...broker } }, { acl: true }), 'WRITE')?.finding).toBe(
      finding,
    );
  });

  it.each([
    ['V4_3_0', 'VERSION_TOO_OLD'],
    ['V4_9_4', 'VERSION_HAS_HOLE'],
    ['V4_9_7', 'VERSION_SUPPORTED'],
    ['?', 'VERSION_UNKNOWN'],
  ])('judges version %s: %s', async (version, finding) => {
    expect(found(await ofCluster({ b1: { ...good, version } }), 'VERSION')?.finding).toBe(finding);
  });

  it.each([
    [0, 'CLOCK_AGREES'],
    [900, 'CLOCK_AGREES'],
    [-900, 'CLOCK_AGREES'],
    [90_000, 'CLOCK_AHEAD'],
    [-90_000, 'CLOCK_BEHIND'],
    [null, 'CLOCK_UNKNOWN'],
  ])('judges a clock that is %s ms ahead: %s', async (aheadMs, finding) => {
    expect(found(await ofCluster({ b1: { ...good, aheadMs } }), 'CLOCK')?.finding).toBe(finding);
  });

  it('warns when SQL-92 filters are off', async () => {
    const line = found(await ofCluster({ b1: { topics: {} } }), 'PROPERTY_FILTER');
    expect(line).toMatchObject({ finding: 'PROPERTY_FILTER_OFF', fix: 'ENABLE_FILTER_IF_NEEDED' });
  });

  it('that takes too long says that it did not look at everything', async () => {
    const lines: CheckLine[] = [];
    await runPrecheck(
      {
        kind: 'CLUSTER',
        known: [],
        cluster: { name: '', connection: { nameServers: ['ns1:9876'], addressMap: [] } },
      },
      {
        clients: new FakeCheckClients({}, () => NOW),
        now: () => NOW,
        signal: AbortSignal.abort(),
        tell: (more) => void lines.push(...more),
      },
    );
    expect(brief(lines)).toEqual(['ENDED_EARLY FAIL']);
  });
});

const spec = (over: Partial<TaskSpec> = {}): TaskSpec => ({
  name: 't',
  direction: 'ONE_WAY',
  level: 'CLUSTER',
  sourceClusterId: 's',
  targetClusterId: 't',
  startFrom: { type: 'LATEST' },
  topics: {},
  routes: [],
  failurePolicy: { type: 'BLOCK' },
  throttle: {},
  compression: { type: 'NONE' },
  tag: null,
  metadata: { topics: false, groups: false, accounts: false, propagateDeletes: false },
  progress: { toTarget: false, toSource: false },
  groups: {},
  ...over,
});

async function ofTask(
  task: TaskSpec | null,
  p: {
    source?: FakeCheckedBroker;
    target?: FakeCheckedBroker;
    dead?: string[];
    same?: boolean;
    acl?: boolean;
  } = {},
): Promise<CheckLine[]> {
  const connection = (address: string) => ({
    nameServers: [address],
    addressMap: [],
    ...(p.acl === true ? { credentials } : {}),
  });
  const question: CheckQuestion = {
    kind: 'TASK',
    known: [],
    source: { name: 'src', connection: connection('s:1') },
    target: { name: 'dst', connection: connection(p.same === true ? 's2:1' : 't:1') },
    direction: task?.direction ?? 'ONE_WAY',
    spec: task,
  };
  const source = { brokers: { 'broker-a': p.source ?? good } };
  const target = { brokers: { 'broker-b': p.target ?? { topics: { orders: 8 } } } };
  return (await check(question, { 's:1': source, 's2:1': source, 't:1': target }, p.dead)).lines;
}

const ofTheTask = (lines: readonly CheckLine[]) =>
  lines
    .filter(({ place }) => place === 'TASK')
    .map(({ finding, values, subject }) => ({ finding, values, subject }));

describe('pre-check of a task (C-04)', () => {
  it('says what it would copy and create, after both ends', async () => {
    const lines = await ofTask(spec());
    expect(new Set(lines.map(({ place, cluster }) => `${place} ${cluster}`.trim()))).toEqual(
      new Set(['SOURCE src', 'TARGET dst', 'TASK', 'TASK src', 'TASK dst']),
    );
    expect(ofTheTask(lines)).toEqual([
      { finding: 'TWO_CLUSTERS', values: {}, subject: '' },
      { finding: 'TOPICS_SELECTED', values: { topics: 2, systemTopics: 2 }, subject: '' },
      { finding: 'TARGET_TOPICS_READY', values: { ready: 1, create: 1 }, subject: '' },
    ]);
  });

  it('asks the source for what reading needs, the target for what writing needs', async () => {
    const lines = await ofTask(spec());
    const places = (checked: string) =>
      lines.filter(({ check: c }) => c === checked).map(({ place }) => place);
    expect(places('WRITE')).toEqual(['TARGET']);
    expect(places('PROPERTY_FILTER')).toEqual(['SOURCE']);
    const both = await ofTask(spec({ direction: 'TWO_WAY' }));
    expect(both.filter(({ check: c }) => c === 'WRITE')).toHaveLength(2);
  });

  it('finds two registrations of one cluster (C-05)', async () => {
    expect(ofTheTask(await ofTask(spec(), { same: true }))).toEqual([
      { finding: 'ONE_CLUSTER', values: { broker: 'broker-a' }, subject: '' },
    ]);
  });

  it('before topics are chosen looks at the clusters only', async () => {
    expect(ofTheTask(await ofTask(null)).map(({ finding }) => finding)).toEqual(['TWO_CLUSTERS']);
  });

  it('names missing, closed and system topics', async () => {
    const route = (sourceTopic: string, targetTopic = sourceTopic) => ({
      sourceTopic,
      targetTopic,
      filter: { type: 'NONE' } as const,
    });
    const routes = [route('nowhere'), route('orders', 'shut'), route('TBW102')];
    const target = { topics: { shut: 4 }, closed: ['shut'] };
    const lines = ofTheTask(await ofTask(spec({ level: 'TOPIC', routes }), { target }));
    expect(lines.slice(1).map(({ finding, subject }) => `${finding} ${subject}`)).toEqual([
      'SYSTEM_TOPIC TBW102',
      'SOURCE_TOPIC_MISSING nowhere',
      'TARGET_TOPIC_CLOSED shut',
    ]);
  });

  it('warns when nothing matches', async () => {
    const lines = ofTheTask(await ofTask(spec({ topics: { include: ['no-*'] } })));
    expect(lines.map(({ finding }) => finding)).toContain('NO_TOPIC_SELECTED');
  });

  it('says what the broker says against a filter (T-03)', async () => {
    const filter = { type: 'SQL92', expression: 'a >>> b' } as const;
    const routes = [{ sourceTopic: 'orders', targetTopic: 'orders', filter }];
    const task = spec({ level: 'TOPIC', routes });
    const bad = await ofTask(task, { source: { ...good, refusedFilters: { 'a >>> b': 'Encountered ">"' } } });
    expect(found(bad, 'FILTERS')).toMatchObject({
      finding: 'FILTER_INVALID',
      said: 'Encountered ">"',
      subject: 'orders',
    });
    expect(found(await ofTask(task), 'FILTERS')?.finding).toBe('FILTERS_VALID');
  });

  it('fails when topics are to be created that may not be', async () => {
    const config = { aclEnable: 'true' };
    const target = { topics: { orders: 8 }, config, plainAccounts: [{ accessKey: 'ak', admin: false }] };
    const lines = await ofTask(spec(), { target, acl: true });
    expect(found(lines, 'TARGET_TOPICS')?.finding).toBe('TARGET_TOPICS_NOT_CREATABLE');
  });
});

describe('a question', () => {
  it('waits with its secrets sealed', () => {
    const question: CheckQuestion = {
      kind: 'CLUSTER',
      known: [],
      cluster: {
        name: 'c',
        connection: { nameServers: ['a:1'], addressMap: [{ from: 'b', to: 'c' }], credentials },
      },
    };
    const sealed = sealQuestion(question, (secret) => Buffer.from(secret).toString('hex'));
    expect(JSON.stringify(sealed)).not.toContain('canary');
    expect(openQuestion(sealed, (cipher) => Buffer.from(cipher, 'hex').toString())).toEqual(question);
  });
});
