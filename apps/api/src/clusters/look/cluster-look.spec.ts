import { describe, expect, it } from 'vitest';
import { judgeCluster, rememberBrokers, type BrokerLook, type ClusterLook } from './cluster-look.js';
import { readRuntime, type RuntimeFigures } from './runtime-figures.js';

const FIGURES: RuntimeFigures = {
  version: '5.5.0',
  inPerSecond: 1,
  outPerSecond: 2,
  inToday: 3,
  outToday: 4,
  diskUsed: 0.3,
  startedAt: 5,
};
const broker = (name: string, over: Partial<BrokerLook> = {}): BrokerLook => ({
  name,
  brokerId: 0,
  address: `${name}:10911`,
  reachedAt: `${name}:10911`,
  state: 'UP',
  said: '',
  figures: FIGURES,
  ...over,
});
const look = (brokers: BrokerLook[], errors: (string | null)[] = [null]): ClusterLook => ({
  nameServers: errors.map((error, index) => ({ address: `ns${index + 1}:9876`, error })),
  brokers,
  topics: 1,
});
const down = { state: 'UNREACHABLE', said: 'No connection to b:10911', figures: null } as const;

function judged(seen: ClusterLook, before: ClusterLook[] = []): string[] {
  let known = rememberBrokers([], before[0] ?? seen, 1);
  for (const earlier of before.slice(1)) known = rememberBrokers(known, earlier, 2);
  known = rememberBrokers(known, seen, 3);
  const { health, faults } = judgeCluster(seen, known);
  return [health, ...faults.map(({ fault, subject }) => `${fault} ${subject}`)];
}

describe('the health of a cluster (W-04)', () => {
  it.each<[string, ClusterLook, string[]]>([
    ['all answer', look([broker('a'), broker('b')]), ['HEALTHY']],
    ['one of two Name Servers', look([broker('a')], [null, 'x']), ['DEGRADED', 'NAME_SERVER_DOWN ns2:9876']],
    [
      'no Name Server',
      look([], ['x', 'y']),
      ['UNAVAILABLE', 'NAME_SERVERS_DOWN ns1:9876', 'NAME_SERVERS_DOWN ns2:9876'],
    ],
    ['no broker', look([]), ['UNAVAILABLE', 'NO_BROKERS ns1:9876']],
    [
      'one of two brokers',
      look([broker('a'), broker('b', down)]),
      ['DEGRADED', 'BROKER_UNREACHABLE b b:10911'],
    ],
    ['no broker answers', look([broker('b', down)]), ['UNAVAILABLE', 'BROKER_UNREACHABLE b b:10911']],
    [
      'a slave',
      look([broker('a'), broker('a', { ...down, brokerId: 1 })]),
      ['DEGRADED', 'BROKER_UNREACHABLE a a:10911'],
    ],
    [
      'a slave without master',
      look([broker('a'), broker('b', { brokerId: 1 })]),
      ['DEGRADED', 'NO_MASTER b'],
    ],
    [
      'refused',
      look([broker('a', { state: 'REFUSED', figures: null })]),
      ['UNAVAILABLE', 'ACCESS_REFUSED a a:10911'],
    ],
    [
      'in trouble',
      look([broker('a'), broker('b', { state: 'TROUBLE' })]),
      ['DEGRADED', 'BROKER_TROUBLE b b:10911'],
    ],
    [
      'a full disk',
      look([broker('a', { figures: { ...FIGURES, diskUsed: 0.86 } })]),
      ['DEGRADED', 'DISK_FILLING a'],
    ],
    ['an unknown disk', look([broker('a', { figures: { ...FIGURES, diskUsed: null } })]), ['HEALTHY']],
  ])('%s', (_name, seen, expected) => expect(judged(seen)).toEqual(expected));

  it('misses a broker that the Name Servers no longer list', () =>
    expect(judged(look([broker('a')]), [look([broker('a'), broker('b')])])).toEqual([
      'DEGRADED',
      'BROKER_GONE b b:10911',
    ]));
});

describe('what is remembered of brokers', () => {
  const DAY_MS = 24 * 60 * 60 * 1000;
  const brief = (known: ReturnType<typeof rememberBrokers>): unknown[] =>
    known.map(({ name, state, since }) => [name, state, since]);

  it('is since when each is as it is', () => {
    const first = rememberBrokers([], look([broker('a'), broker('b')]), 100);
    const second = rememberBrokers(first, look([broker('a'), broker('b', down)]), 200);
    const third = rememberBrokers(second, look([broker('a'), broker('b', down)]), 300);
    expect(brief(third)).toEqual([
      ['a', 'UP', 100],
      ['b', 'UNREACHABLE', 200],
    ]);
    expect(brief(rememberBrokers(third, look([broker('a'), broker('b')]), 400))[1]).toEqual(['b', 'UP', 400]);
  });

  it('is a broker that went away, for a day', () => {
    const first = rememberBrokers([], look([broker('a'), broker('b')]), 100);
    const gone = rememberBrokers(first, look([broker('a')]), 200);
    expect(brief(gone)[1]).toEqual(['b', 'GONE', 200]);
    expect(brief(rememberBrokers(gone, look([broker('a')]), 300))[1]).toEqual(['b', 'GONE', 200]);
    expect(rememberBrokers(gone, look([broker('a')]), 100 + DAY_MS)).toHaveLength(1);
  });

  it('calls brokers unknown, neither up nor gone, while no Name Server answers', () => {
    const first = rememberBrokers([], look([broker('a')]), 100);
    const silent = rememberBrokers(first, look([], ['silent']), 200);
    expect(brief(silent)).toEqual([['a', 'UNKNOWN', 200]]);
    expect(silent[0]?.figures).toBeNull();
    expect(brief(rememberBrokers(silent, look([], ['silent']), 300))).toEqual([['a', 'UNKNOWN', 200]]);
    expect(brief(rememberBrokers(silent, look([broker('a')]), 300))).toEqual([['a', 'UP', 300]]);
  });
});

describe('runtime information of a broker', () => {
  it('is read as 4.9.7 writes it', () =>
    expect(
      readRuntime(
        new Map([
          ['brokerVersionDesc', 'V4_9_7'],
          ['putTps', '75.17 109.27 94.04'],
          ['getTransferedTps', '77.86 110.05 95.34'],
          ['msgPutTotalTodayNow', '185065'],
          ['msgPutTotalTodayMorning', '65'],
          ['msgGetTotalTodayNow', '186775'],
          ['msgGetTotalTodayMorning', '0'],
          ['commitLogDiskRatio', '0.27'],
          ['bootTimestamp', '1795314192480'],
        ]),
      ),
    ).toEqual({
      version: '4.9.7',
      inPerSecond: 75.17,
      outPerSecond: 77.86,
      inToday: 185_000,
      outToday: 186_775,
      diskUsed: 0.27,
      startedAt: 1_795_314_192_480,
    }));

  it('is unknown where it is missing, never 0', () => {
    expect(Object.values(readRuntime(new Map()))).toEqual([null, null, null, null, null, null, null]);
    expect(
      readRuntime(
        new Map([
          ['commitLogDiskRatio', '-1.0'],
          ['getTransferredTps', '2.5 1 1'],
          ['brokerVersionDesc', 'HIGHER_VERSION'],
        ]),
      ),
    ).toMatchObject({ diskUsed: null, outPerSecond: 2.5, version: 'HIGHER_VERSION' });
  });
});
